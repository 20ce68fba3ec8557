#include <algorithm>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "core/track/transfer/event_summary.h"
#include "core/track/transfer/folder_walk.h"
#include "core/track/transfer/portable_text.h"
#include "core/track/transfer/record_file.h"
#include "core/track/transfer/run_source.h"

namespace slipway::track::transfer {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPointsAtOnce = 5000, kMostMedia = 200'000;

bool isEventFile(const fs::path& file) {
    return file.filename().string().find("tfevents") != std::string::npos;
}

/// A run is a folder with event files right in it.
class TensorboardReader : public RunSource {
public:
    explicit TensorboardReader(fs::path root) : m_root(std::move(root)) {}

    Result<std::int64_t> count() override {
        Problems unheard;
        return static_cast<std::int64_t>(folders(unheard).size());
    }

    Status read(RunSink& sink, Problems& problems) override {
        const auto all = folders(problems);
        PortableExperiment experiment;
        experiment.name = folderOf(m_root).filename().string();
        SLIPWAY_TRY(sink.experiment(experiment));
        for (const auto& [folder, files] : all) {
            auto run = runOf(folder, files, problems);
            if (run)
                SLIPWAY_TRY(sink.run(experiment, std::move(*run)));
            else
                problems.add(folder, run.error().message);
        }
        return {};
    }

private:
    using Folders = std::map<std::string, std::vector<fs::path>>;

    static fs::path folderOf(const fs::path& path) {
        std::error_code failed;
        return fs::is_directory(path, failed) ? path : path.parent_path();
    }

    Folders folders(Problems& problems) const {
        Folders found;
        if (isPlainFile(m_root)) {
            found[""].push_back(m_root);
            return found;
        }
        Problems unheard; // other files and links are not ours
        for (const auto& file : filesBelow(m_root, unheard))
            if (isEventFile(file.file)) found[fs::path(file.path).parent_path().generic_string()].push_back(file.file);
        if (found.empty()) problems.add(m_root.string(), "holds no event file");
        return found;
    }

    Result<PortableRun> runOf(const std::string& path, const std::vector<fs::path>& files, Problems& problems) const {
        auto summary = std::make_shared<EventSummary>(problems);
        PortableRun run;
        const auto folder = folderOf(files.front()).filename().string();
        for (const auto& file : files) readFile(file, folder, run, *summary, problems);
        if (run.id.empty()) return fail(ErrorCode::BadData, "holds no event that can be read");
        run.name = path.empty() ? folder : path;
        run.status = summary->status();
        run.startedAt = summary->firstAt();
        run.endedAt = summary->lastAt();
        run.parameters = summary->parameters();
        run.tags.emplace("tensorboard.folder", folder);
        run.points = [summary](const PointSink& sink) { return givePoints(*summary, sink); };
        return run;
    }

    static void readFile(
        const fs::path& file, const std::string& folder, PortableRun& run, EventSummary& summary, Problems& problems) {
        std::ifstream in(file, std::ios::binary);
        if (!in) return problems.add(file.string(), "cannot be read");
        TfRecords records(in, file.string(), problems);
        while (const auto record = records.next()) {
            // The same files give the same run, from whichever folder above the import starts.
            if (run.id.empty())
                run.id = runIdOf("tensorboard", folder + "\n" + file.filename().string() + "\n" + record->bytes);
            for (auto& media : summary.add(record->bytes, fmt::format("{}, byte {}", file.string(), record->at))) {
                if (run.files.size() >= kMostMedia) {
                    problems.leftOut("images, sounds and texts beyond 200,000");
                    break;
                }
                PortableFile part;
                part.path = std::move(media.path);
                part.file = file;
                part.offset = record->at + media.offset;
                part.length = media.length;
                run.files.push_back(std::move(part));
            }
        }
    }

    static Status givePoints(const EventSummary& summary, const PointSink& sink) {
        auto order = summary.points();
        std::ranges::stable_sort(order, {}, &EventSummary::Point::key);
        std::vector<MetricPoint> points;
        for (const auto& point : order) {
            points.push_back({summary.keys()[point.key], point.value, point.step, point.at});
            if (points.size() < kPointsAtOnce) continue;
            SLIPWAY_TRY(sink(points));
            points.clear();
        }
        return points.empty() ? Status() : sink(points);
    }

    fs::path m_root;
};

} // namespace

bool looksLikeTensorboard(const fs::path& path) {
    if (isPlainFile(path)) return isEventFile(path);
    Problems unheard;
    const auto files = filesBelow(path, unheard);
    return std::ranges::any_of(files, [](const FoundFile& file) { return isEventFile(file.file); });
}

Result<std::unique_ptr<RunSource>> openTensorboard(const fs::path& path) {
    std::error_code failed;
    const auto real = fs::canonical(path, failed);
    if (failed) return failFromErrno(failed.value(), "read " + path.string());
    return std::make_unique<TensorboardReader>(real);
}

} // namespace slipway::track::transfer
