"""The way in and out: sign-in, the language, and the way back for who forgot the password."""
