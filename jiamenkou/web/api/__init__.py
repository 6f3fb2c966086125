"""The frame of the API: an app adds operations in its own api.py, with a Router and `@may`."""
