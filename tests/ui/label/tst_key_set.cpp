#include <QKeyEvent>
#include <QTest>

#include "ui/label/key_set.h"

using namespace slipway::ui;

namespace {

QStringList meanings(const QString& set, const char* key, const char* medium) {
    return KeySet::named(set).actionsFor(QKeySequence(QLatin1String(key)), QLatin1String(medium));
}

QKeySequence pressed(int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    return keyOf(QKeyEvent(QEvent::KeyPress, key, modifiers));
}

} // namespace

class TestKeySet : public QObject {
    Q_OBJECT
private slots:
    void eachSetDoesWhatItsToolDoes_data() {
        QTest::addColumn<QString>("set");
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("action");
        const auto row = [](const char* set, const char* key, const char* action) {
            QTest::addRow("%s %s", set, key) << set << key << action;
        };
        row("slipway", "F", "task.next");
        row("slipway", "Ctrl+Return", "task.submit");
        row("slipway", "R", "tool.box");
        row("slipway", "1", "label.1");
        row("cvat", "D", "task.previous");
        row("cvat", "F", "task.next");
        row("cvat", "N", "tool.repeat");
        row("cvat", "Ctrl+1", "label.1");
        row("cvat", "Tab", "region.next");
        row("labelstudio", "Ctrl+Return", "task.submit");
        row("labelstudio", "Ctrl+Space", "task.skip");
        row("labelstudio", "Ctrl+Right", "task.next");
        row("labelstudio", "1", "label.1");
        row("labelme", "D", "task.next");
        row("labelme", "A", "task.previous");
        row("labelme", "Ctrl+N", "tool.polygon");
    }
    void eachSetDoesWhatItsToolDoes() {
        QFETCH(QString, set);
        QFETCH(QString, key);
        QFETCH(QString, action);
        QCOMPARE(KeySet::named(set).actionsFor(QKeySequence(key), QStringLiteral("image")).value(0), action);
    }
    void inAVideoTheSameKeysStepFrames() {
        QCOMPARE(meanings(QStringLiteral("slipway"), "F", "video").value(0), QStringLiteral("frame.next"));
        QCOMPARE(meanings(QStringLiteral("slipway"), "R", "video"), QStringList{QStringLiteral("keyframe.next")});
        QCOMPARE(meanings(QStringLiteral("slipway"), "Space", "image"), QStringList{});
    }
    void aDraftTakesItsKeysBeforeRegions() {
        QCOMPARE(meanings(QStringLiteral("slipway"), "Backspace", "image"),
            (QStringList{QStringLiteral("draft.removePoint"), QStringLiteral("region.delete")}));
    }
    void noSetGivesOneKeyTwoMeaningsThatCannotBeToldApart() {
        for (const QString& set : KeySet::names())
            for (const QString& medium : {QStringLiteral("image"), QStringLiteral("text"), QStringLiteral("video")})
                for (const LabelAction& action : labelActions())
                    for (const QKeySequence& key : KeySet::named(set).keys(action.name)) {
                        QStringList general;
                        for (const QString& meaning : KeySet::named(set).actionsFor(key, medium))
                            if (meaning.startsWith(QLatin1String("task.")) ||
                                meaning.startsWith(QLatin1String("region.")) ||
                                meaning.startsWith(QLatin1String("tool.")) ||
                                meaning.startsWith(QLatin1String("picture.")) ||
                                meaning.startsWith(QLatin1String("view.")) ||
                                meaning.startsWith(QLatin1String("suggestion.")) ||
                                meaning.startsWith(QLatin1String("label.")))
                                general << meaning;
                        QVERIFY2(general.size() <= 1,
                            qPrintable(set + ' ' + medium + ' ' + key.toString() + ": " + general.join(", ")));
                    }
    }
    void everyActionOfASetHasANameAndEveryKeyIsReadable() {
        for (const QString& set : KeySet::names())
            for (const LabelAction& action : labelActions()) {
                QVERIFY(!action.title.isEmpty() && !action.group.isEmpty());
                for (const QKeySequence& key : KeySet::named(set).keys(action.name))
                    QVERIFY2(!key.isEmpty() && key[0].key() != Qt::Key_unknown, qPrintable(set + ' ' + action.name));
            }
    }
    void aChangedKeyIsKeptAndItsConflictIsNamed() {
        KeySet set = KeySet::named(QStringLiteral("slipway"));
        const QKeySequence key(QStringLiteral("R"));
        set.setKeys(QStringLiteral("task.submit"), {key});
        QVERIFY(set.conflicts(QStringLiteral("task.submit"), key).contains(QStringLiteral("tool.box")));
        const KeySet stored = KeySet::fromText(set.toText());
        QCOMPARE(stored.keys(QStringLiteral("task.submit")), QList<QKeySequence>{key});
        QVERIFY(stored.isChanged(QStringLiteral("task.submit")));
        set.reset(QStringLiteral("task.submit"));
        QVERIFY(!set.isChanged(QStringLiteral("task.submit")));
    }
    void settingsThatCannotBeReadGiveTheFirstSet() {
        QCOMPARE(KeySet::fromText(QStringLiteral("{broken")).name(), QStringLiteral("slipway"));
        QCOMPARE(KeySet::named(QStringLiteral("nobody")).name(), QStringLiteral("slipway"));
    }
    void keysOfEventsReadLikeThoseOfSets() {
        QCOMPARE(pressed(Qt::Key_Enter, Qt::KeypadModifier), QKeySequence(QStringLiteral("Return")));
        QCOMPARE(pressed(Qt::Key_Question, Qt::ShiftModifier), QKeySequence(QStringLiteral("?")));
        QCOMPARE(pressed(Qt::Key_F, Qt::ShiftModifier), QKeySequence(QStringLiteral("Shift+F")));
        QCOMPARE(pressed(Qt::Key_Backtab, Qt::ShiftModifier), QKeySequence(QStringLiteral("Shift+Tab")));
    }
};

QTEST_MAIN(TestKeySet)
#include "tst_key_set.moc"
