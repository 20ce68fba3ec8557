#include <filesystem>
#include <iostream>
#include <iterator>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/endpoint_text.h"
#include "core/base/file.h"
#include "core/base/text.h"
#include "core/net/http_client.h"
#include "core/workspace/service_host.h"

namespace slipway::cli {

namespace {

constexpr std::uintmax_t kLargestBody = 64u << 20;

struct InvokeArguments {
    std::string name, file, contentType, accept, variant;
};

std::string contentTypeOf(const InvokeArguments& arguments) {
    if (!arguments.contentType.empty()) return arguments.contentType;
    const auto extension = toLower(std::filesystem::path(arguments.file).extension().string());
    if (extension == ".json") return "application/json";
    if (extension == ".jsonl" || extension == ".ndjson") return "application/jsonlines";
    return "text/csv";
}

Result<std::string> readBody(const std::string& file) {
    if (file != "-") return readFile(file, kLargestBody);
    std::string body;
    char buffer[1 << 16];
    while (std::cin.read(buffer, sizeof buffer) || std::cin.gcount() > 0) {
        body.append(buffer, static_cast<std::size_t>(std::cin.gcount()));
        if (body.size() > kLargestBody)
            return fail(ErrorCode::InvalidArgument, "standard input holds more than 64 MB", "Send it in parts");
    }
    return body;
}

/// The endpoint's own words when it refused.
Error refusal(const net::Response& answer) {
    const auto json = parseJson(answer.body, "answer");
    if (json && json->is_object() && json->contains("error")) {
        const auto& error = (*json)["error"];
        const auto code = answer.status == 404   ? ErrorCode::NotFound
                          : answer.status >= 500 ? ErrorCode::Unavailable
                                                 : ErrorCode::BadData;
        return {code, textOr(error, "message", "the endpoint refused the request"), textOr(error, "hint")};
    }
    return {ErrorCode::Unavailable, fmt::format("the endpoint answered with status {}", answer.status),
        forMessage(answer.body, 200)};
}

Result<Outcome> invoke(Session& session, const InvokeArguments& arguments) {
    SLIPWAY_ASSIGN(auto* const workspace, session.workspace());
    SLIPWAY_ASSIGN(const auto endpoint, workspace->deployments().find(arguments.name));
    SLIPWAY_ASSIGN(const auto body, readBody(arguments.file));
    const auto service = workspace::findService(workspace->folder());
    if (!service)
        return fail(ErrorCode::Unavailable, "no service runs for this workspace", "Start one with `slipway serve`");
    net::Headers headers{{"Content-Type", contentTypeOf(arguments)}, {"Authorization", "Bearer " + service->token}};
    if (!arguments.accept.empty()) headers["Accept"] = arguments.accept;
    if (!arguments.variant.empty()) headers["X-Amzn-SageMaker-Target-Variant"] = arguments.variant;
    net::HttpClient client;
    net::HttpClient::Options options;
    options.timeout = std::chrono::seconds(90);
    const auto url = fmt::format("{}/endpoints/{}/invocations", service->url, net::urlEncode(endpoint.name));
    SLIPWAY_ASSIGN(const auto answer, client.send("POST", url, body, headers, options));
    if (answer.status != 200) {
        auto error = refusal(answer);
        // The gateway knows that nothing serves; why, the endpoint says.
        if (error.code == ErrorCode::Unavailable && endpoint.state != "in_service" && !endpoint.message.empty())
            error.message += ": " + endpoint.message;
        return std::unexpected(std::move(error));
    }
    Outcome outcome;
    const auto variant = answer.headers.find("x-Amzn-Invoked-Production-Variant");
    outcome.json["variant"] = variant == answer.headers.end() ? std::string() : variant->second;
    const auto type = answer.headers.find("Content-Type");
    outcome.json["content_type"] = type == answer.headers.end() ? std::string() : type->second;
    auto parsed = parseJson(answer.body, "answer");
    const bool isJson = parsed && type != answer.headers.end() && type->second.starts_with("application/json") &&
                        !type->second.starts_with("application/jsonlines");
    outcome.json["body"] = isJson ? std::move(*parsed) : Json(answer.body);
    outcome.text = answer.body;
    return outcome;
}

} // namespace

void addInvokeCommand(Commands& commands) {
    auto o = std::make_shared<InvokeArguments>();
    auto& verb = commands.verb("endpoint", "invoke", "Asks a model",
        "slipway endpoint invoke census-production rows.csv", [o](Session& session) { return invoke(session, *o); });
    verb.add_option("name", o->name, "Endpoint")->required();
    verb.add_option("file", o->file, "Rows to ask about, or - for standard input")->required();
    verb.add_option("--content-type", o->contentType, "text/csv, application/json or application/jsonlines");
    verb.add_option("--accept", o->accept, "Form of the answer, default that of the question");
    verb.add_option("--variant", o->variant, "Ask this version, NAME:VERSION, whatever its share");
}

} // namespace slipway::cli
