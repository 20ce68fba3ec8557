#include <QButtonGroup>
#include <QComboBox>
#include <QCoreApplication>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QUrl>
#include <filesystem>

#include "core/workspace/service_host.h"
#include "core/workspace/workspace.h"
#include "ui/settings/page_column.h"
#include "ui/settings/settings_sections.h"
#include "ui/shell/app_context.h"
#include "ui/shell/command_registry.h"
#include "ui/shell/notifications.h"
#include "ui/shell/theme.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/key_value_list.h"
#include "ui/widgets/labels.h"

namespace slipway::ui {

namespace {

TextLabel* paragraph(const QString& text) {
    auto* label = new TextLabel(text, FontRole::Body, Token::TextSecondary);
    label->setWordWrap(true);
    return label;
}

/// Bytes of the files below a folder; links are not followed, what cannot be read is left out.
std::int64_t bytesBelow(const std::filesystem::path& folder, Progress& progress) {
    std::int64_t sum = 0;
    std::error_code error;
    const auto options = std::filesystem::directory_options::skip_permission_denied;
    for (std::filesystem::recursive_directory_iterator at(folder, options, error), end;
        !error && at != end && !progress.cancelled(); at.increment(error)) {
        std::error_code skipped;
        if (at->is_regular_file(skipped) && !at->is_symlink(skipped))
            sum += static_cast<std::int64_t>(at->file_size(skipped));
    }
    return sum;
}

struct Sizes {
    std::int64_t database = 0, data = 0, artifacts = 0, logs = 0, free = 0;
};

} // namespace

QWidget* makeGeneralPage(AppContext& app) {
    auto* page = new PageColumn;
    Card& card = page->addCard(QObject::tr("Workspace"));
    const auto& settings = app.workspace.settings();
    const QString folder = QString::fromStdString(app.workspace.folder().string());
    auto* values = new KeyValueList;
    values->add(QObject::tr("Name"), settings.name.empty()
                                         ? QString::fromStdString(app.workspace.folder().filename().string())
                                         : format::text(settings.name));
    values->addCode(QObject::tr("Folder"), folder);
    values->add(QObject::tr("You work as"), format::text(app.person));
    values->add(QObject::tr("Writing"), app.workspace.readOnly()
                                            ? QObject::tr("read-only: the folder cannot be written")
                                            : QObject::tr("allowed, every change is on disk when it is shown"));
    card.body().addWidget(values);
    auto* open = makeButton(QObject::tr("Show in file manager"), QStringLiteral("showFolder"), ButtonKind::Normal,
        QStringLiteral("folder-open"));
    QObject::connect(
        open, &QPushButton::clicked, page, [folder] { QDesktopServices::openUrl(QUrl::fromLocalFile(folder)); });
    auto* row = new QHBoxLayout;
    row->addWidget(open);
    row->addStretch();
    card.body().addLayout(row);
    page->addCard(QObject::tr("Settings file"))
        .body()
        .addWidget(makeEditFileRow(
            app, QObject::tr("Stages, approval rules and automation live in slipway.yaml, in the workspace's folder. "
                             "It holds no secrets and can be kept in version control.")));
    Card& service = page->addCard(QObject::tr("Service"));
    auto* facts = new KeyValueList;
    const auto info = workspace::findService(app.workspace.folder());
    facts->add(QObject::tr("State"), info ? QObject::tr("running, process %1").arg(info->pid) : QObject::tr("off"));
    if (info) {
        facts->addCode(QObject::tr("Address"), QString::fromStdString(info->url));
        facts->addCode(QObject::tr("Tracking URI"), QString::fromStdString(info->trackingUri));
    }
    service.body().addWidget(facts);
    service.body().addWidget(paragraph(QObject::tr("Hosts endpoints, rules and experiment tracking for this workspace, "
                                                   "on this machine only. It goes on when the window is closed.")));
    return page;
}

QWidget* makeAppearancePage(AppContext& app) {
    auto* page = new PageColumn;
    Card& theme = page->addCard(QObject::tr("Theme"));
    auto* group = new QButtonGroup(page);
    const struct {
        ThemeMode mode;
        QString text;
        const char* command;
    } choices[] = {{ThemeMode::System, QObject::tr("As the desktop"), "view.system"},
        {ThemeMode::Light, QObject::tr("Light"), "view.light"}, {ThemeMode::Dark, QObject::tr("Dark"), "view.dark"}};
    for (const auto& choice : choices) {
        auto* radio = new QRadioButton(choice.text);
        radio->setObjectName(QString::fromLatin1(choice.command));
        radio->setAccessibleName(QObject::tr("Theme: %1").arg(choice.text));
        radio->setChecked(app.theme.mode() == choice.mode);
        group->addButton(radio);
        theme.body().addWidget(radio);
        QObject::connect(radio, &QRadioButton::clicked, page, [&app, command = choice.command] {
            if (QAction* action = app.commands.find(QString::fromLatin1(command))) action->trigger();
        });
    }
    Card& text = page->addCard(QObject::tr("Text size"));
    auto* row = new QHBoxLayout;
    row->setSpacing(12);
    auto* size = new QComboBox;
    size->setObjectName(QStringLiteral("textSize"));
    size->setAccessibleName(QObject::tr("Text size"));
    for (const int percent : {90, 100, 110, 125, 150}) {
        size->addItem(QStringLiteral("%1 %").arg(percent), percent);
        if (qRound(app.theme.textScale() * 100) == percent) size->setCurrentIndex(size->count() - 1);
    }
    QObject::connect(size, &QComboBox::activated, page,
        [&app, size] { app.theme.setTextScale(size->currentData().toInt() / 100.0); });
    row->addWidget(size);
    row->addWidget(
        paragraph(QObject::tr("Multiplies every text of the window, on top of the desktop's own scale.")), 1);
    text.body().addLayout(row);
    return page;
}

QWidget* makeStoragePage(AppContext& app) {
    auto* page = new PageColumn;
    Card& card = page->addCard(QObject::tr("Storage"), QObject::tr("on this disk"));
    auto* values = new KeyValueList;
    values->add(QObject::tr("Reading"), QObject::tr("sizes…"));
    card.body().addWidget(values);
    app.jobs.start<Sizes>(
        page, {.title = QObject::tr("Read sizes"), .key = "sizes", .quiet = true},
        [](workspace::Workspace& w, Progress& progress) -> Result<Sizes> {
            Sizes sizes;
            std::error_code error;
            for (const char* file : {"workspace.db", "workspace.db-wal"}) {
                const auto bytes = std::filesystem::file_size(w.folder() / file, error);
                if (!error) sizes.database += static_cast<std::int64_t>(bytes);
            }
            sizes.data = bytesBelow(w.folder() / "data", progress);
            sizes.artifacts = bytesBelow(w.folder() / "artifacts", progress);
            sizes.logs = bytesBelow(w.folder() / "logs", progress);
            const auto space = std::filesystem::space(w.folder(), error);
            sizes.free = error ? 0 : static_cast<std::int64_t>(space.available);
            return sizes;
        },
        [values](Result<Sizes> sizes) {
            values->clear();
            if (!sizes) {
                values->add(QObject::tr("Not read"), sentenceOf(sizes.error()));
                return;
            }
            values->add(QObject::tr("Metadata"), format::bytes(sizes->database), QObject::tr("workspace.db"));
            values->add(
                QObject::tr("Datasets"), format::bytes(sizes->data), QObject::tr("data/, immutable Parquet files"));
            values->add(QObject::tr("Artifacts"), format::bytes(sizes->artifacts),
                QObject::tr("artifacts/, run files and models"));
            values->add(QObject::tr("Logs and capture"), format::bytes(sizes->logs), QObject::tr("logs/"));
            values->add(
                QObject::tr("Together"), format::bytes(sizes->database + sizes->data + sizes->artifacts + sizes->logs));
            values->add(QObject::tr("Free on the disk"), format::bytes(sizes->free));
        });
    page->addCard(QObject::tr("Moving it"))
        .body()
        .addWidget(paragraph(QObject::tr("A workspace is one folder. Copy it to back it up, move it to another "
                                         "machine, or delete it, with whatever tool you like.")));
    return page;
}

QWidget* makePrivacyPage(AppContext&) {
    auto* page = new PageColumn;
    Card& card = page->addCard(QObject::tr("What leaves this machine"));
    card.body().addWidget(
        paragraph(QObject::tr("Nothing, unless a stage or a target in slipway.yaml names another one. There is no "
                              "account, no telemetry, no update check and no crash upload.")));
    Card& network = page->addCard(QObject::tr("Who can reach it"));
    network.body().addWidget(
        paragraph(QObject::tr("The service listens on this machine only. Endpoints and the tracking server answer on "
                              "the loopback address unless it was started with another one, and then want a token.")));
    Card& secrets = page->addCard(QObject::tr("Where secrets are"));
    secrets.body().addWidget(
        paragraph(QObject::tr("Never in the workspace, its logs, events or error texts. The service's own token stands "
                              "in service.json, readable by you only, and is made anew at every start.")));
    Card& captured = page->addCard(QObject::tr("Captured requests"));
    captured.body().addWidget(
        paragraph(QObject::tr("Inputs and predictions of endpoints are kept under logs/capture so that drift can be "
                              "found. They can hold personal data: delete the folder to forget them.")));
    return page;
}

QWidget* makeAboutPage(AppContext& app) {
    auto* page = new PageColumn;
    Card& card = page->addCard(QObject::tr("Slipway"));
    auto* values = new KeyValueList;
    values->add(QObject::tr("Version"), QCoreApplication::applicationVersion());
    values->add(QObject::tr("Licence"), QObject::tr("GPL-3.0-or-later"));
    values->add(QObject::tr("Qt"), QString::fromLatin1(qVersion()));
    values->addCode(QObject::tr("Program"), QString::fromStdString(app.program.string()));
    card.body().addWidget(values);
    page->addCard(QObject::tr("Built on"))
        .body()
        .addWidget(paragraph(QObject::tr(
            "Qt Widgets, Charts and SVG; SQLite for metadata; DuckDB over Parquet for tables; XGBoost for training and "
            "serving; libcurl and Boost.Beast for HTTP; the fonts Inter and JetBrains Mono.")));
    return page;
}

} // namespace slipway::ui
