#include <QTest>

#include "tests/house/source_tree.h"

using namespace slipway::house;

namespace {

/// Which folders of core a folder of core may include, besides itself. A folder stands below all that it may use, so
/// the arrows cannot form a ring.
struct Folder {
    QString name;
    QStringList mayUse;
};

const QStringList kBase{"base"};
const QStringList kRecords{"base", "store"};
const QStringList kLedger{"base", "store", "access", "event", "lineage"};
/// What every domain stands on.
const QStringList kGround{
    "base", "store", "table", "net", "process", "access", "event", "lineage", "ledger", "pipeline"};

const QList<Folder> kCore{
    {"base", {}},
    {"store", kBase},
    {"table", kBase},
    {"net", kBase},
    {"process", kBase},
    {"media", kBase},
    {"access", kRecords},
    {"event", kRecords},
    {"lineage", kRecords},
    {"ledger", kLedger},
    {"pipeline", kLedger + QStringList{"ledger"}},
    {"data", kGround},
    {"feature", kGround + QStringList{"data"}},
    {"track", kGround},
    {"train", kGround + QStringList{"data", "track"}},
    {"label", kGround + QStringList{"media", "data", "train"}},
    {"registry", kGround + QStringList{"track"}},
    {"deploy", kGround + QStringList{"train", "registry"}},
    {"monitor", kGround + QStringList{"data", "deploy"}},
};

/// Folders at the top of core that may use all of it; nothing in core uses them.
const QStringList kTop{"workspace", "cloud"};

const QStringList kSources{".h", ".cpp"};

/// "core/store/x.h" -> "store"; "" when the path has no second folder.
QString secondFolder(const QString& path) {
    return path.count('/') >= 2 ? path.section('/', 1, 1) : QString();
}

bool isQt(const QString& include) {
    static const QRegularExpression pattern("^(Qt?[A-Z0-9]|Qt|q[a-z]+\\.h$)");
    return pattern.match(include).hasMatch();
}

/// Every include below `folder` that `isWrong`, as "file:line includes name".
template <class Predicate>
QStringList wrongIncludes(const QString& folder, const QStringList& endings, Predicate isWrong) {
    QStringList wrong;
    for (const auto& file : filesBelow(folder, endings))
        for (const auto& include : includesOf(file))
            if (isWrong(file, include.name))
                wrong << QString("%1:%2 includes %3").arg(file).arg(include.line).arg(include.name);
    return wrong;
}

void verifyNone(const QStringList& wrong, const char* rule) {
    QVERIFY2(wrong.isEmpty(), qPrintable(rule + QString(":\n  ") + wrong.join("\n  ")));
}

} // namespace

class TestIncludes : public QObject {
    Q_OBJECT
private slots:
    void theProjectIsSeen() {
        QVERIFY(filesBelow("core", kSources).size() > 50);
        QVERIFY(!includesOf("core/base/json.h").isEmpty());
    }

    void coreKnowsNoQt() {
        verifyNone(wrongIncludes("core", kSources, [](const QString&, const QString& name) { return isQt(name); }),
            "core is a library without Qt");
    }

    void arrowsPointFromProgramsToPanelsToCore() {
        const auto climbs = [](const QString& file, const QString& name) {
            if (name.startsWith("tests/")) return true;
            if (file.startsWith("core/")) return name.startsWith("ui/") || name.startsWith("app/");
            return file.startsWith("ui/") && name.startsWith("app/");
        };
        verifyNone(wrongIncludes("core", kSources, climbs) + wrongIncludes("ui", kSources, climbs) +
                       wrongIncludes("app", kSources, climbs),
            "app uses ui, ui uses core, never the other way; nothing uses tests");
    }

    void theTableOfFoldersHasNoRing() {
        QStringList above;
        for (const auto& folder : kCore) {
            for (const auto& used : folder.mayUse)
                QVERIFY2(
                    above.contains(used), qPrintable(folder.name + " may use " + used + ", which stands below it"));
            above << folder.name;
        }
    }

    void everyFolderOfCoreIsInTheTable() {
        QStringList known = kTop;
        for (const auto& folder : kCore) known << folder.name;
        QStringList unknown;
        for (const auto& file : filesBelow("core", kSources))
            if (!known.contains(secondFolder(file))) unknown << file;
        verifyNone(unknown, "a new folder of core needs its line in the table of this test");
    }

    void foldersOfCoreUseOnlyWhatStandsBelowThem() {
        QStringList wrong;
        for (const auto& folder : kCore)
            wrong += wrongIncludes("core/" + folder.name, kSources, [&folder](const QString&, const QString& name) {
                const auto used = name.startsWith("core/") ? secondFolder(name) : QString();
                return !used.isEmpty() && used != folder.name && !folder.mayUse.contains(used);
            });
        verifyNone(wrong, "not an allowed direction");
    }

    void panelsOfADomainUseNoOtherDomainsPanels() {
        const auto another = [](const QString& file, const QString& name) {
            const auto own = secondFolder(file), used = name.startsWith("ui/") ? secondFolder(name) : QString();
            return !used.isEmpty() && used != own && used != "shell" && used != "widgets";
        };
        verifyNone(wrongIncludes("ui", kSources, another), "domains meet in core; shell and widgets know none of them");
    }

    void includesNameTheWholePath() {
        QStringList wrong;
        for (const QString folder : {"core", "ui", "app"})
            wrong += wrongIncludes(folder, kSources,
                [](const QString&, const QString& name) { return name.startsWith("./") || name.contains("../"); });
        verifyNone(wrong, "includes start at the project's root");
    }

    void enginesStayBehindTheirFolder_data() {
        QTest::addColumn<QString>("header");
        QTest::addColumn<QString>("home");
        QTest::newRow("SQLite") << "sqlite3.h" << "core/store/";
        QTest::newRow("DuckDB") << "duckdb.h" << "core/table/";
        QTest::newRow("libcurl") << "curl/" << "core/net/";
        QTest::newRow("HTTP server") << "boost/beast" << "core/net/";
        QTest::newRow("XGBoost") << "xgboost/" << "core/train/";
        QTest::newRow("libgit2") << "git2.h" << "core/train/";
    }
    void enginesStayBehindTheirFolder() {
        QFETCH(QString, header);
        QFETCH(QString, home);
        const auto elsewhere = [&](const QString& file, const QString& name) {
            return name.startsWith(header) && !file.startsWith(home);
        };
        QStringList wrong;
        for (const QString folder : {"core", "ui", "app"}) wrong += wrongIncludes(folder, kSources, elsewhere);
        verifyNone(wrong, qPrintable(header + " is for " + home + " alone"));
    }

    void heavyHeadersStayInSources() {
        const auto heavy = [](const QString& file, const QString& name) {
            if (name == "core/net/beast_messages.h") return true;
            if (file == "core/net/beast_messages.h") return false;
            return name.startsWith("boost/beast") || name.startsWith("boost/asio") || name.startsWith("curl/") ||
                   (name.startsWith("nlohmann/json.hpp") && file != "core/base/json.h");
        };
        verifyNone(wrongIncludes("core", {".h"}, heavy), "headers stay light");
    }
};

QTEST_GUILESS_MAIN(TestIncludes)
#include "tst_includes.moc"
