"""What stands on a company's page, a module a part. ``analysis.report.companies`` puts the parts together."""
