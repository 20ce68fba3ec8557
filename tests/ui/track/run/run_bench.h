#pragma once

#include <QTabBar>
#include <QTest>
#include <QTreeView>
#include <filesystem>

#include "core/track/artifact_store.h"
#include "tests/testkit/ui_fixture.h"
#include "ui/track/run/artifacts/artifact_tree_model.h"
#include "ui/track/run/run_page.h"

namespace slipway::testkit {

/// A run in a workspace, and the page that shows one tab of it.
struct RunBench {
    UiFixture f;
    track::Run run;
    ui::RunPage page{f.app};

    RunBench() {
        auto& tracker = f.workspace->tracker();
        const auto experiment = tracker.experiment(f.owner(), "trial");
        run = *tracker.start(f.owner(), experiment->id, "shallow", {});
    }
    void log(const std::string& key, int points, int from = 0) {
        std::vector<track::MetricPoint> all;
        for (int i = from; i < from + points; ++i) all.push_back({key, i * 0.5, i, 1000 + i});
        if (!f.workspace->tracker().logMetrics(run.id, all)) qFatal("no metrics");
    }
    void keep(const std::string& path, const QByteArray& bytes) {
        if (!f.workspace->tracker().logArtifactBytes(run.id, path, bytes.toStdString())) qFatal("no artifact");
    }
    std::filesystem::path folder() const { return track::ArtifactStore(f.folder()).folder(run.experiment, run.id); }
    void open(const char* tab) {
        page.resize(1100, 760);
        page.show();
        page.showRun(QString::fromStdString(run.id));
        if (!f.settle()) qFatal("the page never came");
        auto* bar = page.findChild<QTabBar*>("runTabs");
        for (int i = 0; i < bar->count(); ++i)
            if (bar->tabData(i) == QLatin1String(tab)) bar->setCurrentIndex(i);
        settle();
    }
    void settle() {
        QTest::qWait(30);
        if (!f.settle()) qFatal("jobs never ended");
        QTest::qWait(60);
    }
    template <class T> T& get(const char* name) {
        auto* found = page.findChild<T*>(name);
        if (!found) qFatal("no %s", name);
        return *found;
    }
    /// Unfolds folders on the way and chooses the last part.
    void choose(const QString& path) {
        auto& tree = get<QTreeView>("artifactTree");
        QString done;
        for (const auto& part : path.split('/')) {
            done += done.isEmpty() ? part : '/' + part;
            auto* model = static_cast<ui::ArtifactTreeModel*>(tree.model());
            if (!QTest::qWaitFor([&] { return model->indexOf(done).isValid(); })) qFatal("no %s", qPrintable(done));
            tree.expand(model->indexOf(done));
            tree.setCurrentIndex(model->indexOf(done));
        }
        settle();
    }
};

} // namespace slipway::testkit
