"""Which files of the npm packages the pages use, and the finder that serves exactly these."""

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.storage import StaticFilesStorage

from collections_app import env

PREFIX = "vendor"
# The maps too: the manifest follows the line that names them.
FILES = [
    "@tabler/core/dist/css/tabler.min.css",
    "@tabler/core/dist/css/tabler.min.css.map",
    "@tabler/core/dist/js/tabler.min.js",
    "@tabler/core/dist/js/tabler.min.js.map",
    "echarts/dist/echarts.common.min.js",
    "@fontsource/inter/files/inter-latin-400-normal.woff2",
    "@fontsource/inter/files/inter-latin-500-normal.woff2",
    "@fontsource/inter/files/inter-latin-600-normal.woff2",
    "@fontsource/inter/files/inter-latin-700-normal.woff2",
    "@fontsource/inter/files/inter-latin-ext-400-normal.woff2",
    "@fontsource/inter/files/inter-latin-ext-500-normal.woff2",
    "@fontsource/inter/files/inter-latin-ext-600-normal.woff2",
    "@fontsource/inter/files/inter-latin-ext-700-normal.woff2",
]


class PackageStorage(StaticFilesStorage):
    """The packages' own folder; Django reads the prefix from the storage."""

    prefix = PREFIX


class PackageFinder(BaseFinder):
    """`{% static "vendor/@tabler/core/dist/css/tabler.min.css" %}` is that file of the package."""

    storage = PackageStorage(location=env.ROOT / "node_modules")

    def find(self, path, find_all=False):
        name = path.removeprefix(f"{PREFIX}/")
        if name == path or name not in FILES:
            return []
        found = self.storage.path(name)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        return ((name, self.storage) for name in FILES)
