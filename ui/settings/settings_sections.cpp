#include "ui/settings/settings_sections.h"

#include <QObject>

namespace slipway::ui {

const std::vector<SettingsSection>& settingsSections() {
    static const std::vector<SettingsSection> sections = {
        {"general", QObject::tr("General"), "settings", QObject::tr("workspace name folder file yaml"),
            makeGeneralPage},
        {"appearance", QObject::tr("Appearance"), "sun", QObject::tr("theme dark light text size font"),
            makeAppearancePage},
        {"people", QObject::tr("People and roles"), "users", QObject::tr("account reviewer admin permission"),
            makePeoplePage},
        {"stages", QObject::tr("Stages"), "layers", QObject::tr("dev staging production target"), makeStagesPage},
        {"approval", QObject::tr("Approval rules"), "shield", QObject::tr("gate metric minimum undo bias"),
            makeApprovalPage},
        {"rules", QObject::tr("Rules"), "zap", QObject::tr("automation event when then action"), makeRulesPage},
        {"storage", QObject::tr("Storage"), "database", QObject::tr("disk space size data artifacts logs"),
            makeStoragePage},
        {"shortcuts", QObject::tr("Shortcuts"), "keyboard", QObject::tr("keys keyboard"), makeShortcutsPage},
        {"privacy", QObject::tr("Privacy"), "shield", QObject::tr("network telemetry offline secrets"),
            makePrivacyPage},
        {"about", QObject::tr("About"), "info", QObject::tr("version licence libraries"), makeAboutPage},
    };
    return sections;
}

} // namespace slipway::ui
