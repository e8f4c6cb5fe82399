"""The way in and out: sign-in, the language, where one works, and the way back for who forgot the password."""
