#pragma once

#include <QString>
#include <functional>
#include <optional>
#include <vector>

class QWidget;

namespace slipway::ui {

class Panel;
struct AppContext;

enum class Section { None, Data, Build, Ship, Trace, Bottom };

/// One entry of the navigation rail.
struct PanelInfo {
    QString id;    ///< "registry"
    QString title; ///< "Registry"
    Section section = Section::None;
    QString icon;     ///< name in resources/icons
    QString shortcut; ///< "Alt+7"
    std::function<Panel*(AppContext& app, QWidget* parent)> make;
    std::function<int(AppContext& app)> badge; ///< things that wait for a person, read in a few ms; may be empty
};

/// The panels in the order of the rail.
class PanelRegistry {
public:
    void add(PanelInfo panel);
    const std::vector<PanelInfo>& all() const { return m_panels; }
    const PanelInfo* find(const QString& id) const;

private:
    std::vector<PanelInfo> m_panels;
};

} // namespace slipway::ui
