import torch
from torch.nn import functional

from agents.mineclip.config import PRESETS, ConvolutionVisionConfig
from agents.mineclip.convolution import ConvolutionVision
from agents.mineclip.frames import BYTE, DEVIATION, MEAN, normalise

CONFIG = ConvolutionVisionConfig(channels=(16, 32, 32, 48), blocks=(0, 1, 2, 1))


def tower(config=CONFIG, size=(128, 128)):
    with torch.random.fork_rng():
        torch.manual_seed(0)
        return ConvolutionVision(config, size, 24)


def frames(count, size=(128, 128), seed=0):
    return torch.randint(256, (count, *size, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(seed))


@torch.no_grad()
def test_stem_is_a_convolution_of_normalised_pixels_in_a_black_frame():
    stem, images = tower().stem, frames(3)
    black = -torch.tensor(MEAN) / torch.tensor(DEVIATION)
    framed = functional.pad(normalise(images) - black[:, None, None], (2, 2, 2, 2)) + black[:, None, None]
    expected = functional.conv2d(framed, stem.weight, stem.bias, stride=4)
    torch.testing.assert_close(stem(images), expected, rtol=0, atol=1e-5)


def test_normalised_pixels_have_upstreams_mean_and_deviation():
    pixel = torch.tensor([[[[0, 128, 255]]]], dtype=torch.uint8)
    expected = [
        (value / BYTE - mean) / spread for value, mean, spread in zip((0, 128, 255), MEAN, DEVIATION, strict=True)
    ]
    torch.testing.assert_close(normalise(pixel).flatten(), torch.tensor(expected))


@torch.no_grad()
def test_features_are_small_and_say_where_things_are():
    model = tower(PRESETS["small"].vision)
    images = torch.full((3, 128, 128, 3), 90, dtype=torch.uint8)
    images[1, 50:70, 50:70] = 200
    images[2, 50:70, 90:110] = 200
    features = model(images)
    assert features.shape == (3, 24)
    assert 0.1 < float(model(frames(32)).std()) < 0.5
    assert not torch.allclose(features[1], features[2], atol=1e-2)


@torch.no_grad()
def test_frames_need_not_be_square():
    model = tower(size=(64, 96))
    assert model(frames(2, (64, 96))).shape == (2, 24)


@torch.no_grad()
def test_half_precision_copies_are_near():
    model, images = tower(), frames(4)
    exact = model(images)
    torch.testing.assert_close(model.bfloat16()(images).float(), exact, rtol=0, atol=0.05)
