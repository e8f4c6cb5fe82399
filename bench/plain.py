"""No configuration: keeps gunicorn from reading the product's."""
