#include "core/label/assist/model_endpoint.h"

#include <fmt/format.h>

#include "core/base/text.h"
#include "core/net/http_message.h"

namespace slipway::label {

namespace {

constexpr std::size_t kLongestName = 200;
constexpr std::string_view kInvocations = "/invocations";

} // namespace

Result<ModelEndpoint> endpointAt(const std::string& url, const std::string& model) {
    const std::string clean(trimmed(url));
    const auto lower = toLower(clean);
    const std::size_t start = lower.starts_with("http://") ? 7 : lower.starts_with("https://") ? 8 : 0;
    if (start == 0 || clean.size() == start || clean[start] == '/' || clean.find_first_of(" \t\r\n") < clean.size())
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no address of a model server", forMessage(clean)),
            "Write it like http://127.0.0.1:8080/invocations");
    if (model.size() > kLongestName || model.starts_with("auto:"))
        return fail(ErrorCode::InvalidArgument, fmt::format("'{}' is no name for a model", forMessage(model)),
            "Use up to 200 characters; names that begin with auto: are taken");
    ModelEndpoint endpoint{clean, {}, model};
    const auto path = clean.find('/', start);
    if (path == std::string::npos || path + 1 == clean.size())
        endpoint.url = clean.substr(0, path) + std::string(kInvocations);
    if (endpoint.model.empty()) {
        endpoint.model = endpoint.url.substr(start, endpoint.url.find('?') - start);
        if (endpoint.model.ends_with(kInvocations)) endpoint.model.resize(endpoint.model.size() - kInvocations.size());
        if (const auto at = endpoint.model.rfind('@'); at != std::string::npos) endpoint.model.erase(0, at + 1);
        endpoint.model.resize(std::min(endpoint.model.size(), kLongestName));
    }
    return endpoint;
}

ModelEndpoint workspaceEndpoint(
    const std::string& serviceUrl, const std::string& token, const std::string& endpoint, const std::string& model) {
    return {fmt::format("{}/endpoints/{}{}", serviceUrl, net::urlEncode(endpoint), kInvocations), token,
        model.empty() ? endpoint : model};
}

} // namespace slipway::label
