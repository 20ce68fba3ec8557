#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QTest>

#include "tests/house/source_tree.h"

using namespace slipway::house;

namespace {

void verifyNone(const QStringList& wrong, const char* rule) {
    QVERIFY2(wrong.isEmpty(), qPrintable(rule + QString(":\n  ") + wrong.join("\n  ")));
}

QString folderOf(const QString& file) {
    return file.contains('/') ? file.section('/', 0, -2) : QString();
}

/// The sources that a CMakeLists.txt names, relative to the project's root.
QStringList sourcesNamedBy(const QString& list) {
    static const QRegularExpression comment("#[^\n]*");
    static const QRegularExpression separators("[\\s()\"]+");
    const auto text = QString::fromUtf8(contentOf(list)).remove(comment);
    QStringList sources;
    for (auto word : text.split(separators, Qt::SkipEmptyParts)) {
        if (!word.endsWith(".cpp")) continue;
        word.replace("${CMAKE_SOURCE_DIR}", QString(SLIPWAY_SOURCE_DIR));
        word.replace("${CMAKE_CURRENT_SOURCE_DIR}/", QString());
        const auto path = QDir(SLIPWAY_SOURCE_DIR).filePath(folderOf(list));
        sources << QDir(SLIPWAY_SOURCE_DIR).relativeFilePath(QDir::cleanPath(QDir(path).filePath(word)));
    }
    return sources;
}

bool isText(const QByteArray& content) {
    return !content.left(8000).contains('\0');
}

/// "file:line: text" wherever `pattern` is found in a text file of ours. The licence is its authors' text, and this
/// folder spells out what it forbids.
QStringList linesWith(const QRegularExpression& pattern) {
    QStringList found;
    for (const auto& file : sourceFiles()) {
        if (file == "LICENSE" || file.startsWith("tests/house/")) continue;
        const auto content = contentOf(file);
        if (!isText(content)) continue;
        int line = 0;
        for (const auto& text : content.split('\n')) {
            ++line;
            if (pattern.match(QString::fromUtf8(text)).hasMatch())
                found << QString("%1:%2: %3").arg(file).arg(line).arg(QString::fromUtf8(text.trimmed()).left(100));
        }
    }
    return found;
}

/// Hosts that the project may name: whose documents and data it cites, namespaces of formats, examples.
const QStringList kKnownHosts{"127.0.0.1", "10.0.0.1", "localhost", "example.com", "example.org", "doi.org",
    "creativecommons.org", "archive.ics.uci.edu", "github.com", "www.w3.org", "www.gnu.org", "json-schema.org",
    "schemas.xmlsoap.org", "s3.amazonaws.com", "amazonaws.com"};

bool isKnownHost(const QString& host) {
    for (const auto& known : kKnownHosts)
        if (host == known || host.endsWith('.' + known)) return true;
    static const QStringList reserved{"example", "test", "invalid", "localhost"};
    return !host.contains('.') || reserved.contains(host.section('.', -1)); // one word or reserved: nobody's machine
}

} // namespace

class TestTree : public QObject {
    Q_OBJECT
private slots:
    void theTopHoldsOnlyTheAgreedNames() {
        const QStringList agreed{"CMakeLists.txt", "CMakePresets.json", "README.md", "LICENSE", "app", "ui", "core",
            "resources", "tests", "packaging"};
        QStringList extra;
        for (const auto& file : sourceFiles()) {
            const auto top = file.section('/', 0, 0);
            if (!top.startsWith('.') && !agreed.contains(top) && !extra.contains(top)) extra << top;
        }
        verifyNone(extra, "the top of the project stays as it was agreed");
    }

    void everyListedSourceExists() {
        QStringList missing;
        for (const auto& list : filesBelow("", {"CMakeLists.txt"}))
            for (const auto& source : sourcesNamedBy(list))
                if (!QFile::exists(QDir(SLIPWAY_SOURCE_DIR).filePath(source))) missing << list + " lists " + source;
        verifyNone(missing, "a listed file must exist");
    }

    void everySourceIsListed() {
        QSet<QString> listed;
        for (const auto& list : filesBelow("", {"CMakeLists.txt"}))
            for (const auto& source : sourcesNamedBy(list)) listed.insert(source);
        QVERIFY(listed.size() > 50);
        QStringList forgotten;
        for (const auto& source : filesBelow("", {".cpp"}))
            if (!listed.contains(source)) forgotten << source;
        verifyNone(forgotten, "every source stands in a CMakeLists.txt");
    }

    void namesOfFilesAreInSnakeCase() {
        static const QRegularExpression snake("^[a-z0-9_]+\\.(cpp|h)$");
        QStringList wrong;
        for (const auto& file : filesBelow("", {".cpp", ".h"}))
            if (!snake.match(file.section('/', -1)).hasMatch()) wrong << file;
        verifyNone(wrong, "sources and headers are named in snake_case");
    }

    void headersAreReadOnce() {
        QStringList wrong;
        for (const auto& file : filesBelow("", {".h"}))
            if (!contentOf(file).startsWith("#pragma once\n")) wrong << file;
        verifyNone(wrong, "a header starts with #pragma once");
    }

    void nothingIsCalledAfterEverything() {
        const QRegularExpression vague(
            "^\\s*(class|struct)\\s+(\\[\\[\\w+\\]\\]\\s*)?\\w*(Manager|Helper|Utils)\\b[^;]*$");
        verifyNone(linesWith(vague), "a name says what a thing does");
    }

    void nothingIsLeftUnfinished() {
        // In quotes it may be an engine's own error text, and as an argument what Qt's line edits show while empty.
        const QRegularExpression marks("\\b(TODO|FIXME|XXX)\\b|\\b(?i:(?<!\")not implemented|placeholder(?![,)])|"
                                       "coming soon|lorem)\\b");
        verifyNone(linesWith(marks), "what is there is finished");
    }

    void nothingNamesOneMachine() {
        const QRegularExpression paths("(?<![\\w.}/])/(work|root|var/tmp|home/[a-z])/");
        verifyNone(linesWith(paths), "paths of one machine do not belong here");
    }

    void onlyKnownHostsAreNamed() {
        static const QRegularExpression address("\\b(?:https?|ftp|wss?)://([A-Za-z0-9._-]+)");
        QStringList unknown;
        for (const auto& file : sourceFiles()) {
            const auto content = contentOf(file);
            if (file == "LICENSE" || !isText(content)) continue;
            auto hosts = address.globalMatch(QString::fromUtf8(content));
            while (hosts.hasNext()) {
                const auto host = hosts.next().captured(1);
                if (!isKnownHost(host)) unknown << file + " names " + host;
            }
        }
        verifyNone(unknown, "a new host needs a reason, and its place in the list of this test");
    }

    void everyTestFileSaysWhereItIsFrom() {
        const auto origins = QString::fromUtf8(contentOf("tests/data/README.md"));
        QVERIFY(!origins.isEmpty());
        QStringList unknown;
        for (const auto& file : filesBelow("tests/data", {QString()})) {
            const auto name = file.section('/', 2, 2); // a file, or the folder that holds it
            if (name != "README.md" && !origins.contains(name)) unknown << file;
        }
        verifyNone(unknown, "tests/data/README.md has a line for each file or folder");
    }
};

QTEST_GUILESS_MAIN(TestTree)
#include "tst_tree.moc"
