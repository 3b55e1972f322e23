"""Look for differences between OPA and regorus: `make engines`."""
