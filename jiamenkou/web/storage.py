"""Static files: compressed, named by their content, ES modules included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Static(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites `import "./map.js"` inside our modules to the hashed names."""

    support_js_module_import_aggregation = True
