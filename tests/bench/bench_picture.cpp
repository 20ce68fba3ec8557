// A picture that nothing has read before, on its way to the screen through the real loader: until its preview and until
// all of it can be drawn, on the clock and in processor time, against libjpeg alone decoding the same file to the
// format that is drawn, in the same run.
//
//   bench_picture [PICTURE.jpg]     a 4K JPEG like a photograph is made when none is given
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <vector>

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QImageWriter>
#include <QTemporaryDir>

#include <fmt/format.h>
#include <jpeglib.h>

#include "ui/label/image/picture_loader.h"

using namespace slipway;

namespace {

constexpr int kRuns = 15;
constexpr double kPreviewBudget = 50, kWholeBudget = 250;

double median(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() / 2];
}

double processorMs() {
    return 1000.0 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct Times {
    std::vector<double> wall, processor;
    void add(double wallMs, double processorMs) {
        wall.push_back(wallMs);
        processor.push_back(processorMs);
    }
};

/// Soft hills, edges and grain: some 4 MB at quality 92, as cameras write.
bool makePhotograph(const QString& file) {
    QImage image(3840, 2160, QImage::Format_RGB32);
    std::uint32_t grain = 1;
    for (int y = 0; y < image.height(); ++y) {
        auto* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            grain = grain * 1664525 + 1013904223;
            const int noise = static_cast<int>(grain >> 28),
                      hill = static_cast<int>(60 * std::sin(x * 0.01 + y * 0.004));
            const int edge = (x / 97 + y / 61) % 3 * 30;
            line[x] = qRgb(90 + hill + noise, 80 + edge + noise, 70 + (x + y) / 60 + noise);
        }
    }
    QImageWriter writer(file, "jpeg");
    writer.setQuality(92);
    return writer.write(image);
}

void decodeBare(const QByteArray& file) {
    auto* in = std::fopen(file.constData(), "rb");
    jpeg_decompress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_stdio_src(&jpeg, in);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.out_color_space = JCS_EXT_BGRX;
    jpeg_start_decompress(&jpeg);
    QImage image(static_cast<int>(jpeg.output_width), static_cast<int>(jpeg.output_height), QImage::Format_RGB32);
    while (jpeg.output_scanline < jpeg.output_height) {
        auto* row = image.scanLine(static_cast<int>(jpeg.output_scanline));
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    std::fclose(in);
}

void print(const char* what, const Times& ours, const Times& bare, double budget) {
    fmt::print("{:<14} {:6.1f} ms (worst {:6.1f}), processor {:6.1f} ms; bare libjpeg {:6.1f} and {:6.1f} ms, ratio of "
               "processor time {:.2f}; budget {:.0f} ms{}\n",
        what, median(ours.wall), *std::ranges::max_element(ours.wall), median(ours.processor), median(bare.wall),
        median(bare.processor), median(ours.processor) / median(bare.processor), budget,
        median(ours.wall) <= budget ? "" : "   OVER");
}

} // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const QTemporaryDir folder;
    const QString file = argc > 1 ? QString::fromLocal8Bit(argv[1]) : folder.filePath("photograph.jpg");
    if (argc < 2 && !makePhotograph(file)) qFatal("the picture cannot be written");
    fmt::print("{} bytes\n", QFile(file).size());
    Times bare, preview, whole;
    for (int i = 0; i < kRuns; ++i) { // in turns, so that a busy machine slows all alike
        QElapsedTimer clock;
        clock.start();
        double before = processorMs();
        decodeBare(QFile::encodeName(file));
        bare.add(static_cast<double>(clock.nsecsElapsed()) / 1e6, processorMs() - before);

        ui::PictureLoader loader;
        bool done = false;
        clock.restart();
        before = processorMs();
        QObject::connect(&loader, &ui::PictureLoader::preview, &app,
            [&] { preview.add(static_cast<double>(clock.nsecsElapsed()) / 1e6, processorMs() - before); });
        QObject::connect(&loader, &ui::PictureLoader::loaded, &app, [&] {
            whole.add(static_cast<double>(clock.nsecsElapsed()) / 1e6, processorMs() - before);
            done = true;
        });
        QObject::connect(
            &loader, &ui::PictureLoader::failed, &app, [](const Error& error) { qFatal("%s", error.message.c_str()); });
        loader.load(QFile::encodeName(file).toStdString());
        while (!done) QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    if (!preview.wall.empty()) print("preview", preview, bare, kPreviewBudget);
    print("whole picture", whole, bare, kWholeBudget);
    return median(whole.wall) <= kWholeBudget && (preview.wall.empty() || median(preview.wall) <= kPreviewBudget) ? 0
                                                                                                                  : 1;
}
