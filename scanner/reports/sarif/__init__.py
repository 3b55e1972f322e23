"""SARIF 2.1.0 for GitHub, written with the classes of sarif-om.

GitHub ignores `kind`, `suppressions` and `baselineState`, and would open an alert for a pass. So
only failures without a waiver are results. The other kinds are only counted, and gaps are
notifications. Section numbers in comments are those of the OASIS specification.
"""
