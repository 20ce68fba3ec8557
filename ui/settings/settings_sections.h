#pragma once

#include <QString>
#include <functional>
#include <vector>

class QWidget;

namespace slipway::ui {

struct AppContext;

/// One section of the Settings panel. `words` are what the search finds it by.
struct SettingsSection {
    QString id, title, icon, words;
    std::function<QWidget*(AppContext& app)> make;
};

const std::vector<SettingsSection>& settingsSections();

/// Pages, by file.
QWidget* makeGeneralPage(AppContext& app); // general_pages.cpp
QWidget* makeAppearancePage(AppContext& app);
QWidget* makeStoragePage(AppContext& app);
QWidget* makeShortcutsPage(AppContext& app); // shortcuts_page.cpp
QWidget* makePrivacyPage(AppContext& app);
QWidget* makeAboutPage(AppContext& app);
QWidget* makePeoplePage(AppContext& app); // governance_pages.cpp
QWidget* makeStagesPage(AppContext& app);
QWidget* makeApprovalPage(AppContext& app);
QWidget* makeRulesPage(AppContext& app);

/// "Edit slipway.yaml" with the sentence that says what it is for.
QWidget* makeEditFileRow(AppContext& app, const QString& sentence);

} // namespace slipway::ui
