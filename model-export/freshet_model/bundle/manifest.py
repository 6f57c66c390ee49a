"""``manifest.json``: what a bundle says of itself. The twin of Java's ``Manifest``."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from freshet_model.bundle.contract import (
    FORMAT_VERSION,
    FP32,
    INPUTS,
    ITEMS,
    MANIFEST,
    MODEL,
    NECESSARY,
    OUTPUTS,
    TensorSpec,
    Tolerance,
)
from freshet_model.bundle.golden import tolerance_of
from freshet_model.bundle.json_files import Fields, read_object, write_object
from freshet_model.command import InputError
from freshet_model.data.encoder import SCHEMA

BLEND_FORMS = ("log-linear", "z-score")


@dataclass(frozen=True)
class BundleFile:
    """A file of the bundle and its checksum."""

    path: str
    sha256: str
    bytes: int

    @staticmethod
    def of(path: Path) -> "BundleFile":
        """Describe a file that lies in the bundle's directory."""
        content = path.read_bytes()
        return BundleFile(path.name, hashlib.sha256(content).hexdigest(), len(content))


@dataclass(frozen=True)
class ModelFile:
    """The graph in one precision, how exact it is, and what that costs."""

    precision: str
    path: str
    tolerance: Tolerance
    report: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Manifest:
    """Everything in ``manifest.json`` that somebody reads."""

    name: str
    version: str
    window_length: int
    event_types: Sequence[str]
    files: Sequence[BundleFile]
    models: Sequence[ModelFile] = ()
    blend: Mapping[str, Any] | None = None
    metrics: Mapping[str, Any] = field(default_factory=dict)
    origin: Mapping[str, Any] = field(default_factory=dict)

    def write(self, directory: Path) -> None:
        """Write ``manifest.json``."""
        blend = {} if self.blend is None else {"blend": dict(self.blend)}
        content = {
            "formatVersion": FORMAT_VERSION,
            "name": self.name,
            "version": self.version,
            "schema": SCHEMA,
            "windowLength": self.window_length,
            "eventTypes": list(self.event_types),
            "inputs": [_tensor_json(tensor) for tensor in INPUTS],
            "outputs": [_tensor_json(tensor) for tensor in OUTPUTS],
            "precisions": [_model_json(model) for model in self.models],
            **blend,
            "files": [vars(file) for file in self.files],
            "metrics": dict(self.metrics),
            "origin": dict(self.origin),
        }
        write_object(directory / MANIFEST, content, indent=2)

    @staticmethod
    def read(directory: Path) -> "Manifest":
        """Read ``manifest.json`` and refuse whatever Java would refuse; files are not opened."""
        if not directory.is_dir():
            raise InputError(f"model bundle {directory}: there is no such directory, expected one")
        fields = read_object(directory / MANIFEST)
        name, version = fields.text("name"), fields.text("version")
        for key, value, known in (
            ("formatVersion", fields.whole("formatVersion"), FORMAT_VERSION),
            ("schema", fields.text("schema"), SCHEMA),
        ):
            if value != known:
                raise InputError(f"{fields.where}: {key} is {value!r}, expected {known!r}")
        window = fields.whole("windowLength")
        if window < 1:
            raise InputError(f"{fields.where}: windowLength is {window}, expected at least 1")
        event_types = fields.texts("eventTypes")
        require_distinct(event_types, f"{fields.where}: field 'eventTypes'", "a type")
        for tensor in (*fields.objects("inputs"), *fields.objects("outputs")):
            tensor.text("name")
            tensor.texts("axes")
        metrics = Fields(fields.mapping("metrics"), f"{fields.where}, 'metrics'")
        for metric, reached in metrics.content.items():
            if reached is not None:
                metrics.number(metric)
        found = Manifest(
            name=name,
            version=version,
            window_length=window,
            event_types=event_types,
            files=[_file(file, directory) for file in fields.objects("files")],
            models=[_model(model) for model in fields.objects("precisions")],
            blend=None if fields.content.get("blend") is None else _blend(fields.object("blend")),
            metrics=metrics.content,
            origin=fields.mapping("origin"),
        )
        _require_listed(found, fields.where)
        return found

    def models_or_fp32(self, tolerance: Tolerance) -> Sequence[ModelFile]:
        """Every precision; a bundle that lists none, or no fp32, has that in ``model.onnx``.

        :param tolerance: what golden.json allows
        """
        if any(model.precision == FP32 for model in self.models):
            return self.models
        return [ModelFile(FP32, MODEL, tolerance), *self.models]


def check_blend(blend: Mapping[str, Any]) -> None:
    """Refuse a blend that Java would refuse."""
    _blend(Fields(blend, "blend"))


def read_blend(path: Path) -> Mapping[str, Any]:
    """Read what ``evaluate.py --blend`` wrote, in a file of its own."""
    return _blend(read_object(path))


def read_vocabulary(directory: Path) -> list[str]:
    """Read ``items.txt``: one item a line, UTF-8, line feeds alone."""
    path = directory / ITEMS
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 ({error}), expected that") from None
    if not text:
        raise InputError(f"{path} names no item, expected one a line")
    if "\r" in text:
        raise InputError(f"{path} has a carriage return, expected lines that end with a line feed")
    vocabulary = text.removesuffix("\n").split("\n")
    check_vocabulary(vocabulary, str(path))
    return vocabulary


def check_vocabulary(vocabulary: Sequence[str], where: str) -> None:
    """Refuse items that no line of ``items.txt`` could stand for."""
    if not vocabulary:
        raise InputError(f"{where} names no item, expected at least one")
    for number, item in enumerate(vocabulary, start=1):
        if not item or "\n" in item or "\r" in item:
            raise InputError(f"{where}: item {number} is {item!r}, expected text of one line")
    require_distinct(vocabulary, where, "an item")


def require_distinct(names: Sequence[str], where: str, what: str) -> None:
    """Refuse a list that names something twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise InputError(f"{where} names {what} twice, '{name}'; expected each once")
        seen.add(name)


def check_files(manifest: Manifest, directory: Path) -> None:
    """Every file that the manifest lists is there and undamaged."""
    for file in manifest.files:
        path = directory / file.path
        if not path.is_file():
            raise InputError(
                f"file {path} of the bundle is missing, the manifest lists it; expected a file"
            )
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != file.sha256.lower():
            raise InputError(
                f"{path} has sha256 {found}, expected {file.sha256} as the manifest says"
            )


def _tensor_json(tensor: TensorSpec) -> dict[str, Any]:
    return {"name": tensor.name, "dtype": tensor.dtype, "axes": list(tensor.axes)}


def _model_json(model: ModelFile) -> dict[str, Any]:
    return {
        "precision": model.precision,
        "path": model.path,
        "tolerance": vars(model.tolerance),
        "report": dict(model.report),
    }


def _file(fields: Fields, directory: Path) -> BundleFile:
    file = BundleFile(fields.text("path"), fields.text("sha256"), fields.whole("bytes", 0))
    bundle = os.path.abspath(directory)  # noqa: PTH100 - resolve() would follow links
    path = os.path.normpath(os.path.join(bundle, file.path))  # noqa: PTH118
    if "\0" in file.path or not Path(path).is_relative_to(bundle):
        raise InputError(
            f"{fields.where}: {file.path!r} lies outside the bundle, expected a file in it"
        )
    return file


def _model(fields: Fields) -> ModelFile:
    return ModelFile(
        fields.text("precision"),
        fields.text("path"),
        tolerance_of(fields.object("tolerance")),
        fields.mapping("report"),
    )


def _require_listed(manifest: Manifest, where: str) -> None:
    listed = {file.path for file in manifest.files}
    missing = sorted(set(NECESSARY) - listed)
    if missing:
        raise InputError(f"{where}: files lack {missing}, expected them listed")
    require_distinct(
        [model.precision for model in manifest.models], f"{where}: field 'precisions'", "one"
    )
    for model in manifest.models:
        if model.path not in listed:
            raise InputError(
                f"{where}: {model.precision} is in {model.path}, which files lack; expected a "
                "listed file"
            )
        if model.precision == FP32 and model.path != MODEL:
            raise InputError(f"{where}: {FP32} is in {model.path}, expected {MODEL}")


def _blend(fields: Fields) -> Mapping[str, Any]:
    form = fields.text("form")
    if form not in BLEND_FORMS:
        raise InputError(f"{fields.where}: form is '{form}', expected one of {BLEND_FORMS}")
    weights, epsilon = fields.object("weights"), fields.object("epsilon")
    counts = fields.object("counts")
    named = weights.content.keys()
    if not named or named != epsilon.content.keys() or not named <= counts.content.keys():
        raise InputError(
            f"{fields.where}: weights of {list(named)}, epsilon of {list(epsilon.content)}, counts "
            f"{list(counts.content)}; expected one or more, the same everywhere"
        )
    for name in named:
        weights.number(name)
        if epsilon.number(name) <= 0:
            raise InputError(
                f"{epsilon.where}: '{name}' is {epsilon.number(name)}, expected more than 0"
            )
        counts.object(name)
    return fields.content
