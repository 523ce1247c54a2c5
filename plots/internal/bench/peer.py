# The other end of main.go: draws what it is sent, a name and a size in CSS pixels a line, and says how many seconds it took.
import io, sys, time

try:
    import matplotlib
except ModuleNotFoundError:
    print("no matplotlib: skipped", flush=True)
    sys.exit()
matplotlib.use("Agg")
import numpy
from matplotlib import pyplot

print("matplotlib", matplotlib.__version__, flush=True)
k = numpy.arange(1000)
curve = numpy.sin(k / 50) + 0.1 * numpy.sin(k * k)
weights = numpy.sin(numpy.outer(numpy.arange(784), numpy.arange(500)))
digits = (numpy.random.rand(100, 28, 28) < .5).astype("f")


def line(axes):
    axes.plot(curve)
    axes.set(title="A line", xlabel="flips", ylabel="energy (kT)")


def heatmap(axes):
    image = axes.imshow(weights, cmap="RdBu_r", vmin=-1, vmax=1, aspect="auto", interpolation="nearest")
    axes.set(title="Weights", xlabel="column", ylabel="row")
    axes.figure.colorbar(image)


def sheet(axes):  # one picture of all tiles: a hundred axes take seconds
    tiles = numpy.full((10 * 32, 10 * 32), .5, "f")
    for i, d in enumerate(digits):
        y, x = i // 10 * 32, i % 10 * 32
        tiles[y:y + 28, x:x + 28] = d
    axes.imshow(tiles, cmap="gray_r", interpolation="nearest")
    axes.axis("off")


for request in sys.stdin:
    what, width, height = request.split()
    start = time.perf_counter()
    figure, axes = pyplot.subplots(figsize=(float(width) / 96, float(height) / 96), dpi=192)
    globals()[what](axes)
    figure.savefig(io.BytesIO(), format="png")
    pyplot.close(figure)
    print(time.perf_counter() - start, flush=True)
