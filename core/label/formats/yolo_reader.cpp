#include <algorithm>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/label/formats/folder_files.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/problem_list.h"
#include "core/label/formats/yolo_file.h"
#include "core/media/image.h"

namespace slipway::label::yolo {

namespace fs = std::filesystem;

namespace {

/// "images/a.jpg" -> "a.jpg", "./x", "../x" -> "x": how images are called within the data set.
std::string plainName(std::string path) {
    std::ranges::replace(path, '\\', '/');
    while (path.starts_with("./") || path.starts_with("../")) path.erase(0, path.find('/') + 1);
    if (path == "." || path == "..") path.clear();
    if (path.starts_with("images/")) path.erase(0, 7);
    if (path == "images") path.clear();
    while (path.ends_with('/')) path.pop_back();
    return path;
}

/// The last folder called images becomes labels.
std::string besideLabels(const std::string& image) {
    const auto path = "/" + image;
    const auto at = path.rfind("/images/");
    return at == std::string::npos ? image : (path.substr(0, at) + "/labels/" + path.substr(at + 8)).substr(1);
}

class Reader {
public:
    Reader(fs::path root, const ReadOptions& options, Progress& progress)
        : m_root(std::move(root)), m_options(options), m_progress(progress) {
        std::error_code failed;
        m_labelFolder = fs::is_directory(m_root / "labels", failed) ? m_root / "labels" : m_root;
        m_imageFolder = !options.images.empty()                       ? options.images
                        : fs::is_directory(m_root / "images", failed) ? m_root / "images"
                                                                      : m_root;
    }

    Result<ReadLabels> run(const std::optional<fs::path>& yaml) {
        SLIPWAY_TRY(readNames(yaml));
        if (!m_options.task.empty()) m_task = taskOf(m_options.task);
        if (m_task == Task::Unknown) m_task = m_data.task;
        if (m_task == Task::Pose && m_data.joints == 0)
            return fail(ErrorCode::BadData, "the data set does not say how many joints a pose has",
                "Write kpt_shape: [K, 3] into its data.yaml");
        for (int i = 0; i < static_cast<int>(m_data.names.size()); ++i) labelOf(i);
        SLIPWAY_ASSIGN(auto images, filesUnder(m_imageFolder));
        std::erase_if(images, [](const fs::path& file) { return !media::isImageName(file); });
        SLIPWAY_TRY(readSplits());
        for (std::size_t i = 0; i < images.size(); ++i) {
            m_progress.update(static_cast<double>(i) / static_cast<double>(images.size()), images[i].string());
            if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "reading was cancelled");
            readImage(images[i].generic_string());
        }
        SLIPWAY_TRY(reportOrphans());
        return std::move(m_read);
    }

private:
    Status readNames(const std::optional<fs::path>& yaml) {
        if (yaml) {
            SLIPWAY_ASSIGN(m_data, readDataSet(*yaml));
            keepOthers();
        }
        if (!m_data.names.empty()) return {};
        for (const auto& folder : {m_root, m_labelFolder}) {
            for (const char* name : {"classes.txt", "obj.names"}) {
                std::error_code failed;
                if (!fs::is_regular_file(folder / name, failed)) continue;
                SLIPWAY_ASSIGN(const auto text, readLabelFile(folder / name));
                for (const auto& line : split(text, '\n'))
                    if (m_data.names.size() < 10'000) m_data.names.emplace_back(trimmed(line));
                while (!m_data.names.empty() && m_data.names.back().empty()) m_data.names.pop_back();
                return {};
            }
        }
        return {};
    }

    void keepOthers() {
        if (m_data.others.empty()) return;
        Json others = Json::object();
        for (const auto& [key, text] : m_data.others) others[key] = text;
        m_read.corpus.extra.set("yolo", Json{{"others", std::move(others)}});
    }

    const std::string& labelOf(int number) {
        const auto known = m_labels.find(number);
        if (known != m_labels.end()) return known->second;
        const auto at = static_cast<std::size_t>(number);
        auto name = at < m_data.names.size() ? m_data.names[at] : std::string();
        if (name.empty()) name = fmt::format("class {}", number);
        if (findClass(m_read.corpus.labels, name)) name = fmt::format("{} (id {})", name, number);
        auto& one = m_read.corpus.labels.classes[addClass(m_read.corpus.labels, name)];
        one.extra.set("yolo", Json{{"id", number}});
        if (m_task == Task::Pose) {
            Skeleton skeleton;
            if (const auto named = m_data.jointNames.find(number); named != m_data.jointNames.end())
                skeleton.joints = named->second;
            else
                for (int i = 0; i < m_data.joints; ++i) skeleton.joints.push_back(std::to_string(i + 1));
            if (!skeleton.joints.empty()) one.skeleton = std::move(skeleton);
        }
        return m_labels.emplace(number, name).first->second;
    }

    /// Which images or folders belong to which subset.
    Status readSplits() {
        const auto& splits = m_data.splits;
        if (splits.size() > 1 &&
            std::ranges::all_of(splits, [&](const auto& one) { return one.second == splits[0].second; }))
            return {}; // "train: images, val: images" divides nothing
        for (const auto& [subset, values] : splits) {
            for (const auto& value : values) {
                if (!value.ends_with(".txt")) {
                    m_subsetFolders.emplace_back(plainName(value), subset);
                    continue;
                }
                std::error_code failed;
                auto list = m_root / fs::path(plainName(value));
                if (!m_data.path.empty() && fs::exists(m_root / m_data.path / value, failed))
                    list = m_root / m_data.path / value;
                if (!fs::exists(list, failed)) {
                    ProblemList(m_read, list.string()).odd(0, subset, "there is no such list of images");
                    continue;
                }
                m_lists.insert(list.lexically_normal());
                SLIPWAY_ASSIGN(const auto text, readLabelFile(list));
                for (const auto& line : split(text, '\n'))
                    if (const auto image = std::string(trimmed(line)); !image.empty())
                        m_subsets.emplace(plainName(image), subset);
            }
        }
        return {};
    }

    std::string subsetOf(const std::string& image) const {
        if (const auto it = m_subsets.find(image); it != m_subsets.end()) return it->second;
        for (const auto& [folder, subset] : m_subsetFolders)
            if (folder.empty() || image.starts_with(folder + "/")) return subset;
        return {};
    }

    void readImage(const std::string& image) {
        Item item;
        item.path = image;
        item.subset = subsetOf(image);
        fs::path file;
        auto name = m_labelFolder == m_root ? besideLabels(image) : image;
        std::error_code failed;
        for (const auto& candidate : {name + ".txt", fs::path(name).replace_extension(".txt").generic_string()}) {
            if (!fs::is_regular_file(m_labelFolder / candidate, failed)) continue;
            file = m_labelFolder / candidate;
            break;
        }
        const auto info = media::readImageInfo(m_imageFolder / image);
        if (!info) ProblemList(m_read, (m_imageFolder / image).string()).odd(0, image, info.error().message);
        if (info) {
            item.width = info->width;
            item.height = info->height;
        }
        if (!file.empty()) {
            m_usedFiles.insert(file.lexically_normal());
            if (info)
                readLabels(file, item);
            else
                ProblemList(m_read, file.string()).leftOut(0, image, "the size of its image is not known");
        }
        m_read.corpus.items.push_back(std::move(item));
    }

    void readLabels(const fs::path& file, Item& item) {
        ProblemList problems(m_read, file.string());
        const auto text = readLabelFile(file);
        if (!text) return problems.leftOut(0, item.path, text.error().message);
        std::set<std::string> seen;
        bool boxes = false, rings = false;
        std::int64_t number = 0;
        for (const auto& raw : split(*text, '\n')) {
            number++;
            const auto one = std::string(trimmed(raw));
            if (one.empty()) continue;
            auto line = lineOf(one, m_task, m_data, item.width, item.height);
            if (!line) {
                problems.leftOut(number, item.path, "the line " + line.error().message);
                continue;
            }
            if (line->outside) problems.odd(number, item.path, "a number is below 0 or above 1");
            if (!seen.insert(one).second) problems.odd(number, item.path, "the line is there twice");
            if (line->label >= static_cast<int>(m_data.names.size()) && !m_data.names.empty())
                problems.odd(number, item.path, fmt::format("class {} has no name", line->label));
            (line->outline && std::holds_alternative<Polygon>(*line->outline) ? rings : boxes) = true;
            addRegions(*line, item);
        }
        if (boxes && rings) problems.odd(0, item.path, "holds boxes and rings: Ultralytics takes all lines as rings");
    }

    void addRegions(Line& line, Item& item) {
        if (line.score && item.predictions.empty()) item.predictions.emplace_back();
        if (!line.score && item.annotations.empty()) item.annotations.emplace_back();
        auto& regions = line.score ? item.predictions[0].answer.regions : item.annotations[0].regions;
        Region region;
        region.id = fmt::format("r{}", regions.size() + 1);
        region.label = labelOf(line.label);
        region.origin = line.score ? Origin::Prediction : Origin::File;
        region.score = line.score;
        auto joints = region;
        if (line.outline) {
            region.shape = std::move(*line.outline);
            joints.parent = region.id;
            joints.id = fmt::format("r{}", regions.size() + 2);
            regions.push_back(std::move(region));
        }
        if (!line.keypoints) return;
        joints.shape = std::move(*line.keypoints);
        regions.push_back(std::move(joints));
    }

    /// Label files without an image: their numbers mean nothing.
    Status reportOrphans() {
        SLIPWAY_ASSIGN(const auto files, filesUnder(m_labelFolder));
        for (const auto& file : files) {
            const auto path = (m_labelFolder / file).lexically_normal();
            if (file.extension() != ".txt" || m_usedFiles.contains(path) || m_lists.contains(path)) continue;
            const auto name = file.filename();
            if (m_labelFolder == m_root && (name == "classes.txt" || name == "train.txt" || name == "val.txt" ||
                                               name == "test.txt" || name.string().starts_with("README")))
                continue;
            if (name == "classes.txt") continue;
            ProblemList(m_read, path.string())
                .leftOut(0, file.generic_string(), "there is no image for it, so that its size is not known");
        }
        if (m_read.corpus.items.empty() && m_read.problemCount == 0)
            return fail(ErrorCode::NotFound, m_root.string() + " holds neither images nor labels",
                "Give the folder that holds data.yaml, images and labels");
        return {};
    }

    fs::path m_root, m_labelFolder, m_imageFolder;
    const ReadOptions& m_options;
    Progress& m_progress;
    DataSet m_data;
    Task m_task = Task::Unknown;
    ReadLabels m_read;
    std::unordered_map<int, std::string> m_labels;
    std::unordered_map<std::string, std::string> m_subsets;
    std::vector<std::pair<std::string, std::string>> m_subsetFolders;
    std::set<fs::path> m_usedFiles, m_lists;
};

/// data.yaml, or the only .yaml of the folder.
std::optional<fs::path> yamlIn(const fs::path& folder) {
    std::error_code failed;
    for (const char* name : {"data.yaml", "data.yml", "dataset.yaml"})
        if (fs::is_regular_file(folder / name, failed)) return folder / name;
    std::optional<fs::path> only;
    for (const auto& entry : fs::directory_iterator(folder, failed)) {
        const auto ending = entry.path().extension();
        if (ending != ".yaml" && ending != ".yml") continue;
        if (only) return std::nullopt;
        only = entry.path();
    }
    return only;
}

} // namespace

Result<ReadLabels> read(const fs::path& in, const ReadOptions& options, Progress& progress) {
    std::error_code failed;
    const auto ending = in.extension();
    if (fs::is_regular_file(in, failed) && (ending == ".yaml" || ending == ".yml"))
        return Reader(in.has_parent_path() ? in.parent_path() : fs::path("."), options, progress).run(in);
    SLIPWAY_TRY(checkFolder(in, "Give the folder that holds data.yaml, images and labels"));
    return Reader(in, options, progress).run(yamlIn(in));
}

} // namespace slipway::label::yolo
