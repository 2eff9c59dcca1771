"""RapidOCR behind our own words: where lines of text are, what they say, which way up."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Box = NDArray[np.float32]  # four corners from the upper left, clockwise

_THREADS = min(2, os.cpu_count() or 1)
_SEARCHED, _SEARCHED_CLOSER = 1_600, 2_600  # pixels on the longer side
_LEGIBLE, _CLEAR = 14, 24  # pixels of height: found surely, and what small print is brought to
_UPRIGHT = 2.5  # a box so many times as high as wide is a line that runs downwards
_ASKED = 12  # lines asked which way up they are
_SMALLEST = 32
_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
    "Cls": "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}


class Engine:
    """The models, loaded when first used; nothing is ever downloaded or written."""

    def __init__(self) -> None:
        """Load the models that came with the package.

        The runtime writes to its maker of every model it loads, unless told not to before
        it is imported.
        """
        os.environ["ORT_DISABLE_TELEMETRY"] = "1"
        import rapidocr

        folder = Path(rapidocr.__file__).parent / "models"
        self._rapid: Any = rapidocr.RapidOCR(
            params={
                "Global.log_level": "critical",
                "Global.use_preprocess_img": False,
                "Global.use_vertical_padding": False,
                "Det.limit_side_len": _SMALLEST,
            }
        )
        for section, name in _MODELS.items():
            settings = self._rapid.cfg[section]
            settings._set_flag("allow_objects", True)
            settings.session = _loaded(folder / name)

    def boxes(self, page: NDArray[np.uint8]) -> list[Box]:
        """Where lines of text are; a page of small print is looked at more closely."""
        scale = min(1.0, _SEARCHED / max(page.shape))
        found = self._searched(page, scale)
        height = _typical_height(found) * scale if found else _LEGIBLE
        if height < _LEGIBLE:
            closer = min(scale * _CLEAR / height, _SEARCHED_CLOSER / max(page.shape))
            return self._searched(page, closer) or found
        return found

    def _searched(self, page: NDArray[np.uint8], scale: float) -> list[Box]:
        from rapidocr.main import RapidOCRError

        height, width = (max(_SMALLEST, round(each * scale)) for each in page.shape)
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        seen = cv2.resize(page, (width, height), interpolation=way)
        ratio = np.array([page.shape[1] / width, page.shape[0] / height])
        try:
            _, detected = self._rapid.detect_and_crop(_in_colour(seen), {})
        except RapidOCRError:  # no text
            return []
        return [(np.asarray(each) * ratio).astype(np.float32) for each in detected.boxes]

    def read(self, page: NDArray[np.uint8], boxes: Sequence[Box]) -> list[tuple[str, float]]:
        """What the lines say, and how sure that is, 0 to 1."""
        if not boxes:
            return []
        found = self._rapid.recognize_txt([_cut(page, each) for each in boxes])
        return [
            (text.strip(), float(score))
            for text, score in zip(found.txts, found.scores, strict=True)
        ]

    def is_upside_down(self, page: NDArray[np.uint8], boxes: Sequence[Box]) -> bool:
        """Whether most of the longest lines stand on their heads."""
        longest = sorted(boxes, key=lambda each: -_width(each))[:_ASKED]
        _, told = self._rapid.cls_and_rotate([_cut(page, each) for each in longest])
        turned = sum(score for label, score in told.cls_res if label == "180")
        return bool(turned > sum(score for _, score in told.cls_res) / 2)


def _loaded(model: Path) -> Any:
    """A model whose threads do not spin while they wait: there is other work to be done."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads, options.inter_op_num_threads = _THREADS, 1
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


def _width(box: Box) -> float:
    return float(max(np.linalg.norm(box[0] - box[1]), np.linalg.norm(box[2] - box[3])))


def _height(box: Box) -> float:
    return float(max(np.linalg.norm(box[0] - box[3]), np.linalg.norm(box[1] - box[2])))


def runs_downwards(box: Box) -> bool:
    """Whether a line is much higher than wide."""
    return _height(box) > _UPRIGHT * _width(box)


def _typical_height(boxes: Sequence[Box]) -> float:
    return float(np.median([min(_height(each), _width(each)) for each in boxes]))


def _in_colour(page: NDArray[Any] | cv2.typing.MatLike) -> NDArray[np.uint8]:
    return np.dstack([page] * 3).astype(np.uint8, copy=False)


def _cut(page: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """A line cut out and straightened, lying."""
    width, height = max(1, round(_width(box))), max(1, round(_height(box)))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(box, corners)
    line = cv2.warpPerspective(
        page, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC
    )
    return _in_colour(np.rot90(line) if runs_downwards(box) else line)
