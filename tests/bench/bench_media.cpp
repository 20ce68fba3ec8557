// What pictures and videos cost to look at, against the bare loops of the libraries below: a 4K JPEG at screen size,
// tiles of a large picture, steps through a video, selections.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <numeric>
#include <random>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <jpeglib.h>
#include <vips/vips.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswscale/swscale.h>
}

#include "core/base/file.h"
#include "core/media/image.h"
#include "core/media/segment.h"
#include "core/media/video.h"

using namespace slipway;

namespace {

constexpr int kScreen = 1920;
constexpr int kFrames = 300;

double median(std::vector<double> values) {
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
    return values[values.size() / 2];
}

double percentile95(std::vector<double> values) {
    std::ranges::sort(values);
    return values[values.size() * 95 / 100];
}

std::vector<double> milliseconds(int times, const std::function<void(int)>& call) {
    std::vector<double> taken;
    for (int i = 0; i < times; ++i) {
        const auto from = std::chrono::steady_clock::now();
        call(i);
        taken.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count());
    }
    return taken;
}

void print(const char* what, const std::vector<double>& taken, const char* rival = nullptr, double rivalTime = 0) {
    fmt::print("{:<46} {:8.2f} ms, p95 {:8.2f} ms, worst {:8.2f} ms", what, median(taken), percentile95(taken),
        *std::ranges::max_element(taken));
    if (rival) fmt::print("; {} {:.2f} ms, ratio {:.2f}", rival, rivalTime, median(taken) / rivalTime);
    fmt::print("\n");
    std::fflush(stdout);
}

/// Files that all measurements read.
struct Inputs {
    TemporaryFolder folder = TemporaryFolder::create("slipway-bench").value();
    std::string path(const char* name) const { return (folder.path() / name).string(); }

    bool makePicture(int width, int height, const char* name) const {
        VipsImage *noise = nullptr, *large = nullptr, *colour = nullptr;
        const bool made = vips_gaussnoise(&noise, width / 8, height / 8, "mean", 128.0, "sigma", 60.0, nullptr) == 0 &&
                          vips_resize(noise, &large, 8, nullptr) == 0 && vips_cast_uchar(large, &colour, nullptr) == 0;
        VipsImage* bands[3]{colour, colour, colour};
        VipsImage* rgb = nullptr;
        const bool saved = made && vips_bandjoin(bands, &rgb, 3, nullptr) == 0 &&
                           vips_image_write_to_file(rgb, path(name).c_str(), nullptr) == 0;
        for (auto* image : {noise, large, colour, rgb})
            if (image) g_object_unref(image);
        return saved;
    }

    bool makeVideo(const char* name) const {
        const auto command = fmt::format(
            "ffmpeg -v error -nostdin -y -f lavfi -i testsrc2=size=1920x1080:rate=30 -frames:v {} -c:v libx264 -preset "
            "veryfast -bf 3 -g 60 -pix_fmt yuv420p '{}'",
            kFrames, path(name));
        return std::system(command.c_str()) == 0;
    }
};

/// libjpeg alone at the same shrink, to RGB.
int bareJpeg(const std::string& path) {
    auto* file = std::fopen(path.c_str(), "rb");
    jpeg_decompress_struct jpeg{};
    jpeg_error_mgr errors{};
    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_decompress(&jpeg);
    jpeg_stdio_src(&jpeg, file);
    jpeg_read_header(&jpeg, TRUE);
    jpeg.scale_num = 1;
    jpeg.scale_denom = 2;
    jpeg_start_decompress(&jpeg);
    std::vector<unsigned char> pixels(std::size_t(3) * jpeg.output_width * jpeg.output_height);
    while (jpeg.output_scanline < jpeg.output_height) {
        unsigned char* row = pixels.data() + std::size_t(3) * jpeg.output_width * jpeg.output_scanline;
        jpeg_read_scanlines(&jpeg, &row, 1);
    }
    const int width = static_cast<int>(jpeg.output_width);
    jpeg_finish_decompress(&jpeg);
    jpeg_destroy_decompress(&jpeg);
    std::fclose(file);
    return width;
}

int bareVips(const std::string& path) {
    VipsImage* image = nullptr;
    if (vips_thumbnail(path.c_str(), &image, kScreen, nullptr) != 0) std::exit(1);
    std::size_t size = 0;
    g_free(vips_image_write_to_memory(image, &size));
    g_object_unref(image);
    return static_cast<int>(size);
}

/// Decode and convert one frame after the other with FFmpeg's libraries and nothing else; milliseconds a frame.
double bareVideo(const std::string& path) {
    AVFormatContext* format = nullptr;
    if (avformat_open_input(&format, path.c_str(), nullptr, nullptr) < 0) std::exit(1);
    avformat_find_stream_info(format, nullptr);
    const auto* parameters = format->streams[0]->codecpar;
    const auto* codec = avcodec_find_decoder(parameters->codec_id);
    auto* context = avcodec_alloc_context3(codec);
    avcodec_parameters_to_context(context, parameters);
    context->thread_count = 2;
    avcodec_open2(context, codec, nullptr);
    auto* scaler = sws_getContext(parameters->width, parameters->height, AV_PIX_FMT_YUV420P, parameters->width,
        parameters->height, AV_PIX_FMT_RGBA, SWS_BILINEAR, nullptr, nullptr, nullptr);
    std::vector<std::uint8_t> rgba(std::size_t(4) * static_cast<std::size_t>(parameters->width * parameters->height));
    std::uint8_t* planes[]{rgba.data()};
    const int strides[]{4 * parameters->width};
    auto* packet = av_packet_alloc();
    auto* frame = av_frame_alloc();
    int frames = 0;
    const auto from = std::chrono::steady_clock::now();
    for (bool more = true; more;) {
        more = av_read_frame(format, packet) >= 0;
        avcodec_send_packet(context, more ? packet : nullptr);
        while (avcodec_receive_frame(context, frame) == 0) {
            sws_scale(scaler, frame->data, frame->linesize, 0, frame->height, planes, strides);
            ++frames;
        }
        av_packet_unref(packet);
    }
    const auto taken = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - from).count();
    av_frame_free(&frame);
    av_packet_free(&packet);
    sws_freeContext(scaler);
    avcodec_free_context(&context);
    avformat_close_input(&format);
    return taken / frames;
}

void measurePictures(const Inputs& inputs) {
    if (!inputs.makePicture(3840, 2160, "4k.jpg") || !inputs.makePicture(16000, 12000, "large.jpg") ||
        !inputs.makePicture(16000, 12000, "large.tif[tile,pyramid,compression=jpeg]"))
        std::exit(1);
    const auto jpeg = inputs.path("4k.jpg");
    std::vector<double> libjpeg, vips, ours; // in turns, so that a busy machine slows all alike
    for (int i = 0; i < 15; ++i) {
        libjpeg.push_back(milliseconds(1, [&](int) { benchmark::DoNotOptimize(bareJpeg(jpeg)); }).front());
        vips.push_back(milliseconds(1, [&](int) { benchmark::DoNotOptimize(bareVips(jpeg)); }).front());
        ours.push_back(milliseconds(1, [&](int) { media::readImage(jpeg, kScreen).value(); }).front());
    }
    print("4K JPEG at 1,920 pixels", ours, "bare libjpeg", median(libjpeg));
    print("4K JPEG at 1,920 pixels", ours, "bare vips_thumbnail", median(vips));
    print("size of a 4K JPEG", milliseconds(50, [&](int) { media::readImageInfo(jpeg).value(); }));
    for (const char* name : {"large.jpg", "large.tif"}) {
        std::unique_ptr<media::TiledImage> image;
        const auto path = inputs.path(name);
        print(fmt::format("open {}, 16,000 × 12,000", name).c_str(),
            milliseconds(1, [&](int) { image = media::TiledImage::open(path).value(); }));
        std::mt19937 random(3);
        print("  a tile of level 0, anywhere", milliseconds(300, [&](int) {
            image->tile(0, static_cast<int>(random() % 31), static_cast<int>(random() % 23)).value();
        }));
        print("  a tile of level 2, anywhere", milliseconds(100, [&](int) {
            image->tile(2, static_cast<int>(random() % 7), static_cast<int>(random() % 5)).value();
        }));
    }
    const auto picture = media::readImage(inputs.path("large.jpg"), kScreen).value();
    Progress progress;
    print("magic wand on 1,920 × 1,440",
        milliseconds(9, [&](int i) { media::selectSimilar(picture, 50 + i, 50, {40, true}).value(); }));
    print("GrabCut in a box of 800 × 800",
        milliseconds(3, [&](int) { media::cutOut(picture, {400, 300, 800, 800}, progress).value(); }));
}

void measureVideo(const Inputs& inputs) {
    if (!inputs.makeVideo("steps.mp4")) {
        fmt::print("no video is measured: the ffmpeg program or its libx264 is not here\n");
        return;
    }
    const auto path = inputs.path("steps.mp4");
    std::unique_ptr<media::Video> video;
    Progress progress;
    print("open a video of 300 frames, 1080p",
        milliseconds(5, [&](int) { video = media::Video::open(path, progress).value(); }));
    std::vector<double> forward, bare;
    for (int pass = 0; pass < 3; ++pass) {
        bare.push_back(bareVideo(path));
        video = media::Video::open(path, progress).value();
        std::ranges::copy(milliseconds(kFrames, [&](int i) { video->frame(i).value(); }), std::back_inserter(forward));
    }
    const double mean = std::accumulate(forward.begin(), forward.end(), 0.0) / static_cast<double>(forward.size());
    print("  step forward", forward);
    fmt::print("  step forward in the mean {:.2f} ms; bare FFmpeg {:.2f} ms\n", mean, median(bare));
    print("  step back", milliseconds(kFrames, [&](int i) { video->frame(kFrames - 1 - i).value(); }));
    std::mt19937 random(5);
    print("  jump anywhere (60 frames between key frames)",
        milliseconds(40, [&](int) { video->frame(random() % kFrames).value(); }));
}

} // namespace

int main(int, char** argv) {
    if (vips_init(argv[0]) != 0) return 1;
    const Inputs inputs;
    measurePictures(inputs);
    measureVideo(inputs);
    return 0;
}
