#pragma once

#include <QLineEdit>
#include <QTest>
#include <string>

#include "core/track/experiments.h"
#include "core/track/runs.h"
#include "tests/testkit/ui_fixture.h"
#include "ui/track/runs_panel.h"
#include "ui/track/table/run_filter_bar.h"
#include "ui/track/table/run_table_view.h"
#include "ui/track/table/runs_board.h"

namespace slipway::testkit {

/// A run with a curve, two metrics, two parameters and a tag, as a training would leave it.
struct TrackedRun {
    std::string name = "shallow";
    double accuracy = 0.9;
    std::string depth = "3";
    std::string experiment = "trial";
    track::RunStatus status = track::RunStatus::Finished;
};

inline std::string addRun(UiFixture& f, const TrackedRun& wanted) {
    auto& tracker = f.workspace->tracker();
    const auto experiment = tracker.experiment(f.owner(), wanted.experiment);
    if (!experiment) qFatal("%s", experiment.error().message.c_str());
    const auto run = tracker.start(f.owner(), experiment->id, wanted.name, {{"slipway.dataset", "census:1"}});
    if (!run) qFatal("%s", run.error().message.c_str());
    std::vector<track::MetricPoint> points;
    for (int step = 0; step < 20; ++step)
        points.push_back({"accuracy", wanted.accuracy * (step + 1) / 20, step, 1000 + step});
    points.push_back({"loss", 1 - wanted.accuracy, 0, 5000});
    if (!tracker.logMetrics(run->id, points)) qFatal("no metrics");
    if (!tracker.logParameters(run->id, {{"depth", wanted.depth}, {"eta", "0.1"}})) qFatal("no parameters");
    if (hasEnded(wanted.status) && !tracker.finish(f.owner(), run->id, wanted.status)) qFatal("not finished");
    return run->id;
}

/// The panel as a person sees it, once its first list is there.
class OpenRunsPanel {
public:
    explicit OpenRunsPanel(UiFixture& f, QSize size = {1440, 900}) : fixture(f), panel(f.app) {
        panel.resize(size);
        panel.show();
        panel.refresh();
        if (!QTest::qWaitFor([&] { return !panel.isLoading(); }, 20000) || !f.settle())
            qFatal("the panel does not load");
    }
    ui::RunsBoard& board() { return panel.board(); }
    ui::RunTableModel& model() { return panel.board().model(); }
    ui::RunTableView& table() { return panel.board().table(); }
    QStringList names() {
        QStringList names;
        for (int row = 0; row < model().rowCount(); ++row) names << model().index(row, 0).data().toString();
        return names;
    }
    int column(const QString& title) {
        for (int i = 0; i < model().columnCount(); ++i)
            if (model().headerData(i, Qt::Horizontal, Qt::DisplayRole).toString() == title) return i;
        return -1;
    }
    QString cell(int row, const QString& title) { return model().index(row, column(title)).data().toString(); }
    void filter(const QString& text) {
        auto* edit = static_cast<QLineEdit*>(panel.searchField());
        edit->clear();
        QTest::keyClicks(edit, text);
        QTest::keyClick(edit, Qt::Key_Return);
        if (!fixture.settle()) qFatal("the filter does not end");
    }
    void clickRow(int row, Qt::KeyboardModifiers modifiers = {}, int atColumn = 1) {
        const QRect cell = table().visualRect(model().index(row, atColumn));
        QTest::mouseClick(table().viewport(), Qt::LeftButton, modifiers, cell.center());
    }

    UiFixture& fixture;
    ui::RunsPanel panel;
};

} // namespace slipway::testkit
