#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/registry/model_version.h"

namespace slipway::registry {

/// A version with what is hung on it. Beside the clients' own tags, slipway.approval and slipway.decided_by say what
/// was decided here; a version that has no bundle of ours carries them only once somebody has decided. The alias
/// "approved" is on the version that was approved last.
struct CatalogVersion {
    ModelVersion version;
    std::map<std::string, std::string> tags;
    std::vector<std::string> aliases;
};

struct RegisteredModel {
    std::string name, description;
    Timestamp createdAt = 0, updatedAt = 0;
    std::map<std::string, std::string> tags;
    std::map<std::string, int> aliases;
    std::vector<CatalogVersion> latest; ///< the newest of each label: None, Staging, Production, Archived
};

inline constexpr std::string_view kApprovedAlias = "approved";
inline constexpr std::string_view kOwnTags = "slipway."; ///< tags that begin so are not for clients to write
inline constexpr std::string_view kApprovalTag = "slipway.approval", kDeciderTag = "slipway.decided_by";
inline constexpr std::string_view kPromptTag = "mlflow.prompt.is_prompt";

} // namespace slipway::registry
