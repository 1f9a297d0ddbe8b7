"""The core flow in browsers that are not Chromium: `make browsers`, no part of `make test`."""
