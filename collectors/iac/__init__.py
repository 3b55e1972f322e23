"""Code that declares AWS resources, read without running it: Terraform and CloudFormation.

The readers in `terraform` and `cloudformation` turn a folder or a template into a `Stack` of
`Thing`s (`things.py`), in which every value that the code does not fix is `Unknown` (`values.py`).
`mapping` turns things into the records that collectors make of an account.
"""
