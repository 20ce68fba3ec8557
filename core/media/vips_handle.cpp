#include "core/media/vips_handle.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/text.h"

namespace slipway::media {

namespace {

constexpr int kMemorySide = 8192;

void drop(const char*, GLogLevelFlags, const char*, void*) {}

bool start() {
    if (vips_init("slipway") != 0) return false;
    g_log_set_handler("VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_MASK | G_LOG_FLAG_RECURSION), drop, nullptr);
    vips_block_untrusted_set(TRUE);
    vips_cache_set_max(0); // a file may have changed since
    vips_concurrency_set(2);
    return true;
}

/// Frees what libvips keeps for a thread.
struct ThreadEnd {
    ThreadEnd() = default;
    ThreadEnd(const ThreadEnd&) = delete;
    ThreadEnd& operator=(const ThreadEnd&) = delete;
    ~ThreadEnd() { vips_thread_shutdown(); }
};

/// The errors of all steps, newest last; the first says most.
std::string takeMessage() {
    char* all = vips_error_buffer_copy();
    std::string text = all;
    g_free(all);
    vips_error_clear();
    const auto first = split(trimmed(text), '\n').front();
    return forMessage(trimmed(first), 160);
}

/// Tells a Progress how much of an image is written, and stops the writing when cancelled.
class Watch {
public:
    Watch(VipsImage* image, Progress& progress, const std::string& message)
        : m_image(image), m_progress(progress), m_message(message) {
        vips_image_set_progress(image, TRUE);
        m_signal = g_signal_connect(image, "eval", G_CALLBACK(onEval), this);
    }
    ~Watch() { g_signal_handler_disconnect(m_image, m_signal); }
    Watch(const Watch&) = delete;
    Watch& operator=(const Watch&) = delete;

private:
    static void onEval(VipsImage* image, VipsProgress* at, Watch* self) {
        if (self->m_progress.cancelled()) vips_image_set_kill(image, TRUE);
        if (at->percent == self->m_percent) return;
        self->m_percent = at->percent;
        self->m_progress.update(at->percent / 100.0, self->m_message);
    }

    VipsImage* m_image;
    Progress& m_progress;
    const std::string& m_message;
    gulong m_signal = 0;
    int m_percent = -1;
};

} // namespace

Status startVips() {
    static const bool started = start();
    static thread_local const ThreadEnd end;
    if (started) return {};
    return fail(ErrorCode::Internal, "libvips cannot be started", "Install libvips again with packaging/setup.sh");
}

std::unexpected<Error> failFromVips(const std::string& name) {
    const auto message = takeMessage();
    if (message.contains("No space left"))
        return fail(ErrorCode::DiskFull, fmt::format("there is no space to unpack {}", name),
            "Free some space in the folder for temporary files (TMPDIR)");
    return fail(ErrorCode::BadData, fmt::format("{} cannot be read: {}", name, message),
        "The file is cut short or damaged: copy it again from where it came");
}

Result<ImageHandle> storePixels(
    VipsImage* image, const std::string& name, Progress& progress, const std::string& message) {
    const bool large = std::max(image->Xsize, image->Ysize) > kMemorySide;
    ImageHandle stored(large ? vips_image_new_temp_file("%s.v") : vips_image_new_memory());
    if (!stored) return failFromVips(name);
    int failed = 0;
    {
        const Watch watch(image, progress, message);
        failed = vips_image_write(image, stored.get());
    }
    if (progress.cancelled()) {
        vips_error_clear();
        return fail(ErrorCode::Cancelled, fmt::format("reading {} was cancelled", name));
    }
    if (failed != 0) return failFromVips(name);
    return stored;
}

} // namespace slipway::media
