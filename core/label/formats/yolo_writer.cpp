#include <algorithm>
#include <map>
#include <unordered_map>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/label/formats/folder_files.h"
#include "core/label/formats/json_members.h"
#include "core/label/formats/yolo_file.h"

namespace slipway::label::yolo {

namespace fs = std::filesystem;

namespace {

bool hasFolderOfImages(const std::string& path) {
    return ("/" + path).find("/images/") != std::string::npos;
}

/// Where an image lies in the data set, and what its labels are to be called.
std::string imagePlace(const std::string& path) {
    return hasFolderOfImages(path) ? path : "images/" + path;
}
std::string labelPlace(const std::string& path) {
    const auto full = "/" + imagePlace(path);
    const auto at = full.rfind("/images/");
    return (full.substr(0, at) + "/labels/" + full.substr(at + 8)).substr(1);
}

class Writer {
public:
    Writer(const Corpus& corpus, Task task, const fs::path& folder, Progress& progress)
        : m_corpus(corpus), m_folder(folder), m_progress(progress) {
        m_data.task = task;
    }

    Status run() {
        numberClasses();
        LabelFileNames names(".txt");
        std::map<std::string, std::string> lists; // images by subset
        for (std::size_t i = 0; i < m_corpus.items.size(); ++i) {
            const auto& item = m_corpus.items[i];
            m_progress.update(static_cast<double>(i) / static_cast<double>(m_corpus.items.size()), item.path);
            if (m_progress.cancelled()) return fail(ErrorCode::Cancelled, "writing was cancelled");
            SLIPWAY_TRY(put(names.take(labelPlace(item.path), {}), labelsOf(item)));
            if (!item.subset.empty()) lists[item.subset] += "./" + imagePlace(item.path) + "\n";
        }
        for (const auto& [subset, text] : lists) {
            SLIPWAY_TRY(put(subset + ".txt", text));
            m_data.splits.emplace_back(subset, std::vector<std::string>{subset + ".txt"});
        }
        if (lists.empty()) m_data.splits = {{"train", {"images"}}, {"val", {"images"}}};
        if (const auto* others = keptMember(m_corpus.extra, "yolo", "others"))
            for (const auto& [key, text] : others->items())
                if (text.is_string()) m_data.others.emplace_back(key, text.get<std::string>());
        return put("data.yaml", yamlOf(m_data));
    }

private:
    Status put(const std::string& name, const std::string& text) {
        SLIPWAY_ASSIGN(const auto file, resolveInside(m_folder, name));
        SLIPWAY_TRY(makeFolders(file.parent_path()));
        return writeFileAtomically(file, text);
    }

    /// Numbers that were read stay; the others take those that are free.
    void numberClasses() {
        std::map<int, const LabelClass*> byNumber;
        std::vector<const LabelClass*> unnumbered;
        for (const auto& one : m_corpus.labels.classes) {
            const auto kept = wholeOf(keptMember(one.extra, "yolo", "id"));
            const bool fits = kept && *kept >= 0 && *kept < 10'000;
            if (!fits || !byNumber.emplace(static_cast<int>(*kept), &one).second) unnumbered.push_back(&one);
        }
        int next = 0;
        for (const auto* one : unnumbered) {
            while (byNumber.contains(next)) next++;
            byNumber[next] = one;
        }
        for (const auto& [number, one] : byNumber) {
            while (static_cast<int>(m_data.names.size()) < number)
                m_data.names.push_back("class " + std::to_string(m_data.names.size()));
            m_data.names.push_back(one->name);
            m_numbers.emplace(one->name, number);
            if (m_data.task != Task::Pose || !one->skeleton) continue;
            m_data.joints = std::max(m_data.joints, static_cast<int>(one->skeleton->joints.size()));
            m_data.jointNames[number] = one->skeleton->joints;
        }
        for (const auto& item : m_corpus.items)
            for (const auto* answer : answersOf(item))
                for (const auto& region : answer->regions)
                    if (m_numbers.emplace(region.label, static_cast<int>(m_data.names.size())).second)
                        m_data.names.push_back(region.label);
    }

    static std::vector<const Annotation*> answersOf(const Item& item) {
        std::vector<const Annotation*> answers;
        for (const auto& annotation : item.annotations) answers.push_back(&annotation);
        for (const auto& prediction : item.predictions) answers.push_back(&prediction.answer);
        return answers;
    }

    std::string labelsOf(const Item& item) {
        std::string text;
        for (const auto* answer : answersOf(item)) {
            std::unordered_map<std::string_view, const Keypoints*> joints; // by the outline they belong to
            for (const auto& region : answer->regions)
                if (const auto* keypoints = std::get_if<Keypoints>(&region.shape); keypoints && !region.parent.empty())
                    joints.emplace(region.parent, keypoints);
            for (const auto& region : answer->regions) {
                const auto* keypoints = std::get_if<Keypoints>(&region.shape);
                if (keypoints && joints.contains(region.parent) && joints[region.parent] == keypoints) continue;
                Line line;
                line.label = m_numbers.at(region.label);
                line.score = region.score;
                if (keypoints)
                    line.keypoints = *keypoints;
                else
                    line.outline = region.shape;
                if (const auto it = joints.find(region.id); !keypoints && it != joints.end())
                    line.keypoints = *it->second;
                text += textOf(line, m_data.joints, item.width, item.height) + "\n";
            }
        }
        return text;
    }

    const Corpus& m_corpus;
    const fs::path& m_folder;
    Progress& m_progress;
    DataSet m_data;
    std::unordered_map<std::string, int> m_numbers;
};

} // namespace

Status write(const Corpus& corpus, Task task, const fs::path& folder, Progress& progress) {
    SLIPWAY_TRY(makeFolders(folder));
    return Writer(corpus, task, folder, progress).run();
}

} // namespace slipway::label::yolo
