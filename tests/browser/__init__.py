"""The site as its readers have it: in a browser, with axe for accessibility and vnu for valid HTML, SVG and CSS.

``tests/browser/package.json`` names axe and vnu (``make tools`` installs them); Chromium and Java are the machine's.
"""
