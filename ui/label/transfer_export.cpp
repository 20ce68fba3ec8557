#include "ui/label/transfer_card.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFileInfo>
#include <QPushButton>

#include "core/workspace/workspace.h"
#include "ui/shell/prompts.h"
#include "ui/widgets/data_table.h"
#include "ui/widgets/formatting.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/list_table_model.h"

namespace slipway::ui {

void TransferCard::makeDataset(const QString& project) {
    m_project = project;
    const auto name = m_app.prompts.text(this, {.title = tr("Make a dataset"),
                                                   .label = tr("Name of the dataset"),
                                                   .action = tr("Make"),
                                                   .initial = project + QStringLiteral("-labels"),
                                                   .suggestion = {}});
    if (!name) return;
    reset(
        tr("Make a dataset"), tr("A row for each answer that counts; of items with several answers, for what they say "
                                 "together when that is chosen in Export."));
    run(
        tr("Make a dataset of %1").arg(project),
        [project = project.toStdString(), name = name->toStdString(), actor = m_app.actor(), wish = consensus()](
            workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto found, w.labels().find(project));
            SLIPWAY_ASSIGN(const auto made, w.labels().toDataset(actor, found, name, progress, wish));
            return Outcome{
                tr("%1 is ready for training.").arg(format::text(made)), format::text(made), {}, 0, {}, {}, {}};
        },
        [this](const Outcome& outcome) { showOutcome(outcome); });
}

void TransferCard::startExport(const QString& project) {
    m_project = project;
    m_exporting = true;
    m_format->clear();
    for (const auto& format : label::labelFormats())
        m_format->addItem(format::text(std::string(format->title())), format::text(std::string(format->name())));
    checkExport();
}

std::optional<label::ConsensusWish> TransferCard::consensus() const {
    const int method = m_consensus->currentData().toInt();
    if (method < 0) return {};
    return label::ConsensusWish{static_cast<label::ConsensusMethod>(method), m_byGold->isChecked()};
}

void TransferCard::checkExport() {
    const auto wish = consensus();
    reset(tr("Export labels"), tr("Looking at what the format can hold."));
    run(
        tr("Look at an export of %1").arg(m_project),
        [name = m_project.toStdString(), format = formatName().toStdString(), wish, actor = m_app.actor()](
            workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto* writer, label::findFormat(format));
            SLIPWAY_ASSIGN(const auto found, w.labels().find(name));
            SLIPWAY_ASSIGN(auto exported, w.labels().exportPreview(actor, found, *writer, {}, progress, wish));
            Outcome outcome;
            if (const auto& agreed = exported.consensus)
                outcome.note =
                    tr("%1 of two people or more are one answer each; %2 left open by a tie, %3 that most did "
                       "not mark left out.")
                        .arg(format::plural(agreed->several, tr("item"), tr("items")),
                            format::plural(agreed->tieCount, tr("question"), tr("questions")),
                            format::plural(agreed->dropped, tr("region"), tr("regions")));
            outcome.losses = std::move(exported.losses);
            outcome.sentence = format::plural(exported.items, tr("item"), tr("items"));
            return outcome;
        },
        [this](const Outcome& outcome) { showLosses(outcome); });
}

void TransferCard::showLosses(const Outcome& outcome) {
    for (QWidget* each : std::initializer_list<QWidget*>{m_format, m_consensus, m_write}) each->show();
    m_byGold->setVisible(consensus().has_value());
    m_write->setText(outcome.losses.empty() ? tr("Write…") : tr("Write without these…"));
    m_text->setText(outcome.losses.empty()
                        ? tr("%1 will be written; %2 holds all of it.").arg(outcome.sentence, m_format->currentText())
                        : tr("%1 will be written. %2 cannot hold the following, which will be missing:")
                              .arg(outcome.sentence, m_format->currentText()));
    if (!outcome.note.isEmpty()) m_text->setText(outcome.note + QLatin1Char(' ') + m_text->text());
    std::vector<TableRow> rows;
    for (const auto& loss : outcome.losses)
        rows.push_back({QString::number(rows.size()),
            {Cell(format::text(loss.example)), Cell(format::text(loss.kind)), Cell::count(loss.count)}, {}});
    m_table->setVisible(!rows.empty());
    m_copy->setVisible(!rows.empty());
    m_model->setRows(std::move(rows));
    m_table->fitHeightToRows(8);
}

void TransferCard::chooseExport() {
    const auto format = label::findFormat(formatName().toStdString());
    if (!format) return;
    const auto out = (*format)->isFolder() ? m_app.prompts.openFolder(this, {tr("Folder to write to"), {}, {}})
                                           : m_app.prompts.saveFile(this, {tr("File to write"), {}, m_project});
    if (!out || !mayWriteTo(*out, (*format)->isFolder())) return;
    run(
        tr("Export %1").arg(m_project),
        [name = m_project.toStdString(), writer = *format, out = *out, wish = consensus(), actor = m_app.actor()](
            workspace::Workspace& w, Progress& progress) -> Result<Outcome> {
            SLIPWAY_ASSIGN(const auto found, w.labels().find(name));
            SLIPWAY_TRY(w.labels().exportLabels(actor, found, *writer, out.toStdString(), {}, progress, wish));
            return Outcome{tr("Written to %1").arg(out), {}, {}, 0, {}, {}, {}};
        },
        [this](const Outcome& outcome) { showOutcome(outcome); });
}

/// The dialog for a file asks by itself.
bool TransferCard::mayWriteTo(const QString& out, bool folder) {
    if (!folder || !QFileInfo(out).isDir() || QDir(out).isEmpty()) return true;
    return m_app.prompts.confirm(this, {.title = tr("Write into %1?").arg(QFileInfo(out).fileName()),
                                           .text = tr("The folder holds files already. Those of the same names are "
                                                      "replaced, others stay."),
                                           .action = tr("Replace files"),
                                           .destructive = true});
}

} // namespace slipway::ui
