#include <iostream>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/usage.h"
#include "core/base/text.h"
#include "core/label/formats/label_format.h"

namespace slipway::cli {

namespace {

struct ConvertArguments {
    std::string from, to, in, out, images, task, cocoArea = "source";
    bool vocOneBased = false;
};

std::string formatNames() {
    std::vector<std::string> names;
    for (const auto& format : label::labelFormats()) names.emplace_back(format->name());
    return join(names, ", ");
}

Status checkFormat(const std::string& name) {
    SLIPWAY_TRY(label::findFormat(name));
    return {};
}

Status checkTask(const std::string& name) {
    for (const char* task : {"detect", "segment", "pose", "obb"})
        if (name == task) return {};
    return fail(ErrorCode::InvalidArgument, fmt::format("there is no YOLO task '{}'", forMessage(name)),
        "The tasks are detect, segment, pose, obb");
}

Status checkCocoArea(const std::string& name) {
    SLIPWAY_TRY(label::findCocoArea(name));
    return {};
}

/// Formats of folders have no stream, and those of files are told by their names; both ways are written aside first.
Status checkPlace(const std::string& path) {
    if (path != "-") return {};
    return fail(ErrorCode::InvalidArgument, "label files are files and folders, not standard input or output",
        "Name the file or folder");
}

constexpr const char* kCocoAreaHelp = "Area and box of polygons in COCO: drawn (of the pixels that labelme draws), "
                                      "polygon, or source (drawn for labelme)";

Json toJson(const label::Converted& converted) {
    Json problems = Json::array(), lost = Json::array();
    for (const auto& problem : converted.problems) {
        Json one{{"file", problem.file}};
        if (problem.line > 0) one["line"] = problem.line;
        one["item"] = problem.item;
        one["message"] = problem.message;
        one["left_out"] = problem.leftOut;
        problems.push_back(std::move(one));
    }
    for (const auto& loss : converted.losses)
        lost.push_back({{"kind", loss.kind}, {"count", loss.count}, {"example", loss.example}});
    return {{"items", converted.items}, {"annotations", converted.annotations}, {"regions", converted.regions},
        {"problems", std::move(problems)}, {"problem_count", converted.problemCount}, {"lost", std::move(lost)}};
}

/// Problems and losses for people; a script finds them in the JSON, too.
void printDoubts(const label::Converted& converted, const std::string& to) {
    constexpr std::size_t shown = 20;
    for (std::size_t i = 0; i < std::min(shown, converted.problems.size()); ++i) {
        const auto& problem = converted.problems[i];
        const auto line = problem.line > 0 ? fmt::format(":{}", problem.line) : std::string();
        std::cerr << fmt::format("{}{}: {}: {}{}\n", problem.file, line, problem.item, problem.message,
            problem.leftOut ? " (left out)" : "");
    }
    if (converted.problemCount > static_cast<std::int64_t>(shown))
        std::cerr << fmt::format(
            "… and {} more\n", withThousands(converted.problemCount - static_cast<long long>(shown)));
    for (const auto& loss : converted.losses)
        std::cerr << fmt::format(
            "{} cannot hold: {} ({}, first {})\n", to, loss.kind, withThousands(loss.count), loss.example);
}

Result<Outcome> runConvert(Session& session, const ConvertArguments& arguments) {
    SLIPWAY_ASSIGN(const auto* from, label::findFormat(arguments.from));
    SLIPWAY_ASSIGN(const auto* to, label::findFormat(arguments.to));
    const label::ReadOptions reading{arguments.images, arguments.task, arguments.vocOneBased};
    SLIPWAY_ASSIGN(const auto cocoArea, label::findCocoArea(arguments.cocoArea));
    const label::WriteOptions writing{arguments.images, arguments.task, arguments.vocOneBased, cocoArea};
    SLIPWAY_ASSIGN(const auto converted,
        label::convert(*from, *to, arguments.in, arguments.out, reading, writing, session.progress()));
    printDoubts(converted, arguments.to);
    return Outcome{
        toJson(converted), fmt::format("{}, {}, {} from {} written to {}\n", counted(converted.items, "item"),
                               counted(converted.annotations, "annotation"), counted(converted.regions, "region"),
                               arguments.in, arguments.out)};
}

} // namespace

void addLabelConvertCommand(Commands& commands) {
    commands.noun("label", "Labeling projects and label files");
    auto arguments = std::make_shared<ConvertArguments>();
    auto& verb = commands.verb("label", "convert", "Label files from one format to another",
        "slipway label convert --from labelme --to coco photos/ photos.json",
        [arguments](Session& session) { return runConvert(session, *arguments); });
    verb.add_option("--from", arguments->from, formatNames())->required()->check(checkedBy(checkFormat));
    verb.add_option("--to", arguments->to, formatNames())->required()->check(checkedBy(checkFormat));
    verb.add_option("IN", arguments->in, "The label file, or the folder of yolo, voc and labelme")
        ->required()
        ->check(checkedBy(checkPlace));
    verb.add_option("OUT", arguments->out, "The file or folder to write")->required()->check(checkedBy(checkPlace));
    verb.add_option("--images", arguments->images, "The folder of the images, for sizes that the labels do not tell");
    verb.add_option("--task", arguments->task, "Of YOLO: detect, segment, pose or obb; otherwise found out")
        ->check(checkedBy(checkTask));
    verb.add_flag("--voc-one-based", arguments->vocOneBased, "Boxes of Pascal VOC count pixels from 1");
    verb.add_option("--coco-area", arguments->cocoArea, kCocoAreaHelp)->check(checkedBy(checkCocoArea));
}

} // namespace slipway::cli
