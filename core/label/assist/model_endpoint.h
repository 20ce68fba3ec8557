#pragma once

#include <string>

#include "core/base/result.h"

namespace slipway::label {

/// A model server that answers questions at one address.
struct ModelEndpoint {
    std::string url;   ///< http or https, up to and with "/invocations"
    std::string token; ///< sent as "Authorization: Bearer" unless empty
    std::string model; ///< under which its suggestions are kept: "census-income:3"
};

/// From what a person typed: adds "/invocations" to an address without a path, and names the model after the address
/// when `model` is empty. InvalidArgument for what is no http or https address.
Result<ModelEndpoint> endpointAt(const std::string& url, const std::string& model = {});
/// An endpoint of a workspace behind its running service: `serviceUrl` and `token` of workspace::ServiceInfo, `model`
/// the version that it serves (deploy::Variant::name()) or the endpoint's name when it serves several.
ModelEndpoint workspaceEndpoint(
    const std::string& serviceUrl, const std::string& token, const std::string& endpoint, const std::string& model);

} // namespace slipway::label
