#pragma once

#include <QString>
#include <optional>
#include <string>
#include <vector>

#include "core/label/geometry.h"
#include "core/label/gesture.h"

namespace slipway::ui {

/// What an action on regions starts from.
struct RegionScope {
    const label::Annotation& annotation;
    std::vector<std::string> selected; ///< ids
    label::Box image;
    bool clipToImage = true;
    double shift = 10; ///< how far a copy stands beside its original, image pixels
    std::vector<label::Region> clipboard;
};

/// What it comes to: an edit (maybe without parts), what is selected then, a word when it cannot be done.
struct RegionPlan {
    label::Edit edit;
    std::optional<std::vector<std::string>> select;
    QString hint;
};

/// A canvas whose regions plans are carried out on.
class PlanHost {
public:
    virtual ~PlanHost() = default;

    virtual void setSelectedIds(const std::vector<std::string>& ids) = 0;
    /// Asks for the edit; false when it has no parts.
    virtual bool request(label::Edit edit) = 0;
    virtual void say(const QString& hint) = 0; ///< for the status line, until something else is said

    /// Says why not, or asks for the edit and selects what the plan names. False without a plan.
    bool carryOut(std::optional<RegionPlan> plan);
};

/// Pure. "region.delete", ".deleteAll", ".duplicate", ".paste", ".hide", ".hideAll", ".lock", ".lockAll", ".occluded",
/// ".forward", ".backward", ".group", ".ungroup", ".merge" and ".split". Nothing for any other action, or when there is
/// nothing that it could mean.
std::optional<RegionPlan> planRegionAction(const QString& action, const RegionScope& scope);

/// Moves the selected regions that are not locked, inside the image when shapes stay there.
std::optional<RegionPlan> planNudge(const RegionScope& scope, double dx, double dy);

/// Regions as text for the clipboard, and back; empty for any other text.
std::string toClipboardText(const std::vector<label::Region>& regions);
std::vector<label::Region> fromClipboardText(std::string_view text);

} // namespace slipway::ui
