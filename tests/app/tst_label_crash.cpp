#include <csignal>
#include <cstdio>
#include <optional>
#include <random>
#include <thread>
#include <utility>

#include <sys/wait.h>
#include <unistd.h>

#include <QTest>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/workspace/workspace.h"

using namespace slipway;
using namespace slipway::label;
namespace fs = std::filesystem;

namespace {

constexpr int kTasks = 400;

/// One acknowledged step of the script, as the child tells it: the answer's content after it.
struct Acknowledged {
    std::int64_t task = 0;
    std::uint64_t content = 0; ///< hash of the regions
    bool submitted = false, canUndo = false, canRedo = false;
};

std::uint64_t contentOf(const Annotation& annotation) {
    Annotation regions;
    regions.regions = annotation.regions;
    return std::hash<std::string>{}(dump(toJson(regions)));
}

Edit drawn(const Annotation& annotation, std::int64_t step) {
    EditBuilder builder("Mark", annotation);
    Region region;
    region.label = "good";
    region.shape = Span{step % 50, step % 50 + 5};
    builder.add(region);
    return std::move(builder).take();
}

Edit moved(const Annotation& annotation, std::int64_t step) {
    EditBuilder builder("Move", annotation);
    auto region = annotation.regions.front();
    region.shape = Span{step % 70, step % 70 + 9};
    builder.change(region);
    return std::move(builder).take();
}

/// Draw, move, undo, redo, submit (at once, or while the next is drawn) or leave, next … until killed. Exit codes tell
/// which step failed.
[[noreturn]] void label(const fs::path& folder, unsigned seed, int pipe) {
    auto workspace = workspace::Workspace::open(folder);
    if (!workspace) ::_exit(10);
    auto& labels = (*workspace)->labels();
    const access::Actor actor{"ada"};
    const auto project = labels.find("crash");
    if (!project || !labels.recover(*project)) ::_exit(11);
    std::mt19937 random(seed);
    std::optional<FinishedWork> pending; // as of a window that shows the next item while another thread stores this one
    for (;;) {
        const auto task = labels.next(actor, *project);
        if (!task) ::_exit(12);
        if (!*task) ::_exit(0);
        auto session = labels.open(actor, *project, **task);
        if (!session) ::_exit(13);
        auto& s = **session;
        Acknowledged told;
        told.task = s.task().number;
        const auto acknowledge = [&] {
            told.content = contentOf(s.annotation());
            told.canUndo = s.canUndo();
            told.canRedo = s.canRedo();
            if (::write(pipe, &told, sizeof told) != sizeof told) ::_exit(14);
        };
        for (int step = 0; step < 12; ++step) {
            const auto choice = random() % 5;
            Status done;
            if (choice == 0 && s.canUndo())
                done = s.undo();
            else if (choice == 1 && s.canRedo())
                done = s.redo();
            else if (choice == 2 && !s.annotation().regions.empty())
                done = s.apply(moved(s.annotation(), static_cast<std::int64_t>(random())));
            else
                done = s.apply(drawn(s.annotation(), static_cast<std::int64_t>(random())));
            if (!done) ::_exit(15);
            acknowledge();
        }
        if (pending && !labels.finish(actor, *std::exchange(pending, std::nullopt))) ::_exit(18);
        if (random() % 4 != 0) {
            if (random() % 2 == 0)
                pending = s.release(FinishedWork::Ending::Submit);
            else if (!s.submit())
                ::_exit(16);
            told.submitted = true;
            acknowledge();
        } else if (!s.close()) {
            ::_exit(17);
        }
    }
}

/// Everything that the child acknowledged before it was killed after `microseconds`.
std::vector<Acknowledged> killed(const fs::path& folder, unsigned seed, int microseconds) {
    int pipes[2];
    if (::pipe(pipes) != 0) return {};
    const auto child = ::fork();
    if (child == 0) {
        ::close(pipes[0]);
        label(folder, seed, pipes[1]);
    }
    ::close(pipes[1]);
    std::jthread killer([&] {
        ::usleep(static_cast<useconds_t>(microseconds));
        ::kill(child, SIGKILL);
    });
    std::vector<Acknowledged> all;
    Acknowledged one;
    while (::read(pipes[0], &one, sizeof one) == sizeof one) all.push_back(one);
    ::close(pipes[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) != 0)
        qWarning("the labeling process ended with %d", WEXITSTATUS(status));
    return all;
}

} // namespace

/// kill -9 at random moments of a labeling session. SLIPWAY_LABEL_CRASHES sets how often (5), SLIPWAY_CRASH_SEED
/// repeats a run.
class TestLabelCrash : public QObject {
    Q_OBJECT

    /// What was handed in counts. At most the gesture in flight is more than what was acknowledged, and undo goes back
    /// to the beginning.
    static void check(const fs::path& folder, const std::vector<Acknowledged>& all) {
        const auto& last = all.back();
        auto workspace = workspace::Workspace::open(folder);
        QVERIFY2(workspace.has_value(), workspace ? "" : workspace.error().message.c_str());
        auto& labels = (*workspace)->labels();
        const auto project = labels.find("crash");
        QVERIFY(project.has_value());
        QVERIFY(labels.recover(*project).has_value());
        for (const auto& each : all) {
            if (!each.submitted) continue;
            const auto answered = labels.store().taskNumber(project->id, each.task);
            QCOMPARE(labels.store().annotationOf(answered->id, "ada")->value().state, AnnotationState::Submitted);
        }
        const auto task = labels.store().taskNumber(project->id, last.task);
        const auto stored = labels.store().annotationOf(task->id, "ada");
        QVERIFY(stored.has_value() && stored->has_value());
        if (last.submitted) QCOMPARE((*stored)->state, AnnotationState::Submitted);
        const auto gestures = labels.store().gestures((*stored)->annotation.id);
        QVERIFY(gestures.has_value());
        auto history = History::replay(*gestures);
        QVERIFY2(history.has_value(), "undo was lost");
        auto annotation = (*stored)->annotation;
        bool found = contentOf(annotation) == last.content && history->canUndo() == last.canUndo &&
                     history->canRedo() == last.canRedo;
        // The gesture in flight may have reached the journal: then taking it back gives what was acknowledged.
        if (!found && !gestures->empty()) {
            auto fewer = *gestures;
            const auto extra = fewer.back();
            fewer.pop_back();
            const auto before = History::replay(fewer);
            QVERIFY(before.has_value());
            auto back = annotation;
            if (extra.kind == GestureKind::Edit)
                QVERIFY(apply(inverse(extra.edit), back));
            else if (extra.kind == GestureKind::Undo)
                QVERIFY(apply(*before->undoEdit(), back));
            else
                QVERIFY(apply(inverse(*before->redoEdit()), back));
            found = contentOf(back) == last.content && before->canUndo() == last.canUndo &&
                    before->canRedo() == last.canRedo;
        }
        QVERIFY2(found, "something acknowledged is missing");
        while (history->canUndo()) {
            QVERIFY(apply(inverse(*history->undoEdit()), annotation));
            Gesture undo;
            undo.sequence = history->lastSequence() + 1;
            undo.kind = GestureKind::Undo;
            history->record(undo);
        }
        QVERIFY(annotation.regions.empty());
    }

    static void makeProject(const fs::path& folder) {
        auto workspace = workspace::Workspace::create(folder, "ada");
        QVERIFY(workspace.has_value());
        LabelService::NewProject request;
        request.name = "crash";
        request.medium = Medium::Text;
        addClass(request.labels, "good");
        auto& labels = (*workspace)->labels();
        const auto project = labels.create({"ada"}, request);
        QVERIFY(project.has_value());
        std::vector<Item> items(kTasks);
        for (int i = 0; i < kTasks; ++i) {
            items[static_cast<std::size_t>(i)].medium = Medium::Text;
            items[static_cast<std::size_t>(i)].text = std::string(100, 'x') + std::to_string(i);
        }
        Progress progress;
        QVERIFY(labels.addItems({"ada"}, *project, items, progress).has_value());
    }

private slots:
    void aKilledLabelingSessionLosesAtMostTheGestureInFlight() {
        const auto number = [](const char* name, int otherwise) {
            return qEnvironmentVariableIsSet(name) ? qEnvironmentVariableIntValue(name) : otherwise;
        };
        const int crashes = number("SLIPWAY_LABEL_CRASHES", 5);
        const auto seed =
            static_cast<unsigned>(number("SLIPWAY_CRASH_SEED", static_cast<int>(std::random_device{}() >> 1)));
        qInfo("seed %u", seed);
        std::mt19937 random(seed);
        const auto root = *TemporaryFolder::create();
        int told = 0;
        for (int i = 0; i < crashes; ++i) {
            const auto folder = root.path() / std::to_string(i / 20); // some workspaces see many crashes
            if (i % 20 == 0) makeProject(folder);
            if (QTest::currentTestFailed()) return;
            const auto acknowledged =
                killed(folder, static_cast<unsigned>(random()), 15000 + static_cast<int>(random() % 300000));
            told += static_cast<int>(acknowledged.size());
            if (!acknowledged.empty()) check(folder, acknowledged);
            if (QTest::currentTestFailed()) return;
        }
        qInfo("%d crashes, %d gestures acknowledged", crashes, told);
        QVERIFY(told > 0);
        const auto workspace = workspace::Workspace::open(root.path() / "0");
        QVERIFY((*workspace)->ledger().audit().verify()->intact);
    }
};

int main(int argc, char** argv) {
    qputenv("QTEST_FUNCTION_TIMEOUT", "36000000");
    QCoreApplication app(argc, argv);
    TestLabelCrash test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_label_crash.moc"
