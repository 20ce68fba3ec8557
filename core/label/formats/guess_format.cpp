#include <algorithm>
#include <fstream>

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/label/formats/label_file.h"
#include "core/label/formats/label_format.h"

namespace slipway::label {

namespace fs = std::filesystem;

namespace {

std::string headOf(const fs::path& file) {
    std::string head(1 << 16, '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(head.data(), static_cast<std::streamsize>(head.size()));
    head.resize(static_cast<std::size_t>(stream.gcount()));
    return head;
}

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

std::string_view ofJson(std::string_view head) {
    const auto first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
    const bool isList = first != std::string_view::npos && head[first] == '[';
    if (isList) return has(head, "\"image_id\"") && has(head, "\"category_id\"") ? "coco" : "labelstudio";
    if (has(head, "\"shapes\"") || has(head, "\"imagePath\"")) return "labelme";
    if (has(head, "\"images\"") || has(head, "\"categories\"") || has(head, "\"annotations\"")) return "coco";
    return has(head, "\"data\"") ? "labelstudio" : "";
}

std::string_view ofJsonLines(std::string_view head) {
    const auto line = head.substr(0, head.find('\n'));
    return has(line, "\"source-ref\"") || (has(line, "\"source\"") && has(line, "-metadata\"")) ? "groundtruth"
                                                                                                : "jsonl";
}

std::string_view ofXml(std::string_view head) {
    if (has(head, "<annotations")) return "cvat";
    return has(head, "<annotation") ? "voc" : "";
}

/// Two to four columns, the last one O, B-… or I-….
bool isConll(std::string_view head) {
    if (head.starts_with("-DOCSTART-")) return true;
    const auto line = trimmed(head.substr(0, head.find('\n')));
    const auto last = line.find_last_of(" \t");
    if (last == std::string_view::npos) return false;
    const auto tag = line.substr(last + 1);
    return tag == "O" || tag.starts_with("B-") || tag.starts_with("I-");
}

std::string_view ofFile(const fs::path& file) {
    const auto ending = toLower(file.extension().string());
    if (ending == ".yaml" || ending == ".yml") return "yolo";
    if (ending == ".csv" || ending == ".tsv") return "csv";
    if (ending == ".conll" || ending == ".iob" || ending == ".bio") return "conll";
    const auto head = headOf(file);
    if (ending == ".xml") return ofXml(head);
    if (ending == ".json") return ofJson(head);
    if (ending == ".jsonl" || ending == ".manifest" || ending == ".ndjson") return ofJsonLines(head);
    if (ending == ".txt" && isConll(head)) return "conll";
    return {};
}

bool holdsTexts(const fs::path& folder) {
    std::error_code failed;
    std::size_t seen = 0;
    for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
        if (it->path().extension() == ".txt") return true;
        if (++seen > 10'000) break;
    }
    return false;
}

std::string_view ofFolder(const fs::path& folder) {
    std::error_code failed;
    for (const char* name : {"data.yaml", "dataset.yaml", "classes.txt", "obj.names"})
        if (fs::exists(folder / name, failed)) return "yolo";
    if (holdsTexts(folder / "labels")) return "yolo";
    if (fs::is_directory(folder / "Annotations", failed)) return "voc";
    std::string_view only; // of a folder that holds a file of one of the other formats
    std::size_t seen = 0;
    for (fs::recursive_directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
        if (++seen > 10'000) break;
        const auto format = it->is_regular_file(failed) ? ofFile(it->path()) : std::string_view();
        if (format == "labelme" || format == "voc") return format;
        if (only.empty() && it.depth() == 0) only = format;
    }
    return only;
}

} // namespace

Result<const LabelFormat*> guessFormat(const fs::path& in) {
    std::error_code failed;
    if (!fs::exists(in, failed)) return fail(ErrorCode::NotFound, in.string() + " does not exist", "Check the name");
    const bool isFolder = fs::is_directory(in, failed);
    if (!isFolder) SLIPWAY_TRY(checkHead(in, headOf(in)));
    const auto name = isFolder ? ofFolder(in) : ofFile(in);
    if (!name.empty()) return findFormat(name);
    return fail(ErrorCode::InvalidArgument, fmt::format("{} is in no label format that can be told", in.string()),
        "Name the format");
}

} // namespace slipway::label
