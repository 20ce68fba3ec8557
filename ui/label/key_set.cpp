#include "ui/label/key_set.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QKeyEvent>
#include <algorithm>
#include <array>
#include <ranges>

namespace slipway::ui {

namespace {

/// Media in which a key means something.
enum : unsigned { kImage = 1, kText = 2, kVideo = 4, kDrawn = kImage | kVideo, kAll = 7 };

struct Binding {
    const char* action;
    const char* slipway;
    const char* labelStudio;
    const char* cvat;
    const char* labelme;
};

// Facts about the other tools: their own lists of shortcuts (Label Studio, CVAT 2, labelme 5). Where a tool has no key,
// ours stands, as long as the tool uses that key for nothing else. Several keys are parted by a blank.
constexpr Binding kBindings[] = {
    {"task.submit", "Ctrl+Return", "Ctrl+Return", "Ctrl+Return", "Ctrl+Return"},
    {"task.skip", "Ctrl+Space S", "Ctrl+Space", "Ctrl+Space", "Ctrl+Space"},
    {"task.next", "F PgDown Ctrl+Right", "Ctrl+Right", "F", "D"},
    {"task.previous", "D PgUp Ctrl+Left", "Ctrl+Left", "D", "A"},
    {"task.forward10", "Shift+F", "Shift+F", "V", "Shift+D"},
    {"task.back10", "Shift+D", "Shift+D", "C", "Shift+A"},
    {"task.goto", "`", "`", "`", "`"},
    {"tool.select", "V", "V", "", "Ctrl+J"},
    {"tool.box", "R", "R", "", "Ctrl+R"},
    {"tool.extremeBox", "Ctrl+Shift+R", "", "", ""},
    {"tool.rotatedBox", "Shift+R", "Shift+R", "", ""},
    {"tool.polygon", "P", "P", "", "Ctrl+N"},
    {"tool.polyline", "Shift+P", "", "", ""},
    {"tool.keypoints", "K", "K", "", ""},
    {"tool.brush", "B", "B", "", ""},
    {"tool.eraser", "E", "E", "", ""},
    {"tool.wand", "W", "W", "", ""},
    {"tool.grabCut", "Shift+W", "", "", ""},
    {"tool.repeat", "N", "", "N", ""},
    {"brush.smaller", "[", "[", "", ""},
    {"brush.larger", "]", "]", "", ""},
    {"draft.finish", "Return", "Return", "Return", "Return"},
    {"draft.removePoint", "Backspace", "", "Backspace", "Backspace"},
    {"region.next", "Tab Alt+.", "Alt+.", "Tab", "Tab"},
    {"region.previous", "Shift+Tab Alt+,", "Alt+,", "Shift+Tab", "Shift+Tab"},
    {"region.unselect", "U Esc", "U Esc", "Esc", "Esc"},
    {"region.delete", "Del Backspace", "Backspace", "Del Shift+Del", "Del"},
    {"region.deleteAll", "Ctrl+Backspace", "Ctrl+Backspace", "Ctrl+Backspace", "Ctrl+Backspace"},
    {"region.duplicate", "Ctrl+D", "Ctrl+D", "Ctrl+D", "Ctrl+D"},
    {"region.copy", "Ctrl+C", "Ctrl+C", "Ctrl+C", "Ctrl+C"},
    {"region.paste", "Ctrl+V", "Ctrl+V", "Ctrl+V", "Ctrl+V"},
    {"region.repeat", "Ctrl+B", "Ctrl+B", "", "Ctrl+B"},
    {"region.hide", "H Alt+H", "Alt+H", "H", "H"},
    {"region.hideAll", "Ctrl+H", "Ctrl+H", "Ctrl+H", "T"},
    {"region.lock", "L Alt+L", "Alt+L", "L", "L"},
    {"region.lockAll", "Shift+L", "Shift+L", "Shift+L", "Shift+L"},
    {"region.forward", "+", "", "+", ""},
    {"region.backward", "-", "", "-", ""},
    {"region.group", "G", "", "G", "G"},
    {"region.ungroup", "Shift+G", "", "Shift+G", "Shift+G"},
    {"region.merge", "M", "", "M", "M"},
    {"region.split", "Alt+M", "", "Alt+M", "Alt+M"},
    {"region.relation", "Alt+R", "Alt+R", "Alt+R", "Alt+R"},
    {"region.editLabel", "Ctrl+E", "Ctrl+E", "Ctrl+E", "Ctrl+E"},
    {"region.occluded", "Q", "", "Q /", "Q"},
    {"region.history", "Ctrl+Shift+H", "Ctrl+Shift+H", "Ctrl+Shift+H", "Ctrl+Shift+H"},
    {"suggestion.accept", "A", "", "", ""},
    {"suggestion.reject", "X", "X", "X", "X"},
    {"suggestion.acceptAll", "Shift+A", "Shift+A", "Shift+A", ""},
    {"suggestion.raise", "Alt+=", "Alt+=", "Alt+=", "Alt+="},
    {"suggestion.lower", "Alt+-", "Alt+-", "Alt+-", "Alt+-"},
    {"zoom.in", "Ctrl++ Ctrl+=", "Ctrl++ Ctrl+=", "Ctrl++ Ctrl+=", "Ctrl++ Ctrl+="},
    {"zoom.out", "Ctrl+-", "Ctrl+-", "Ctrl+-", "Ctrl+-"},
    {"zoom.fit", "Z", "Shift+1", "Z", "Ctrl+F"},
    {"zoom.full", "Shift+Z", "Shift+2", "Shift+Z", "Ctrl+0"},
    {"edit.undo", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z"},
    {"edit.redo", "Ctrl+Shift+Z Ctrl+Y", "Ctrl+Shift+Z", "Ctrl+Shift+Z Ctrl+Y", "Ctrl+Shift+Z"},
    {"labels.search", "/ Ctrl+F", "/ Ctrl+F", "Ctrl+F", "/"},
    {"view.strip", "T", "T", "T", "Ctrl+T"},
    {"view.instructions", "Ctrl+I", "Ctrl+I", "Ctrl+I", "Ctrl+I"},
    {"picture.controls", "I", "I", "I", "I"},
    {"picture.brighter", "Alt+B", "Alt+B", "Alt+B", "Alt+B"},
    {"picture.darker", "Shift+Alt+B", "Shift+Alt+B", "Shift+Alt+B", "Shift+Alt+B"},
    {"picture.moreContrast", "Alt+C", "Alt+C", "Alt+C", "Alt+C"},
    {"picture.lessContrast", "Shift+Alt+C", "Shift+Alt+C", "Shift+Alt+C", "Shift+Alt+C"},
    {"picture.reset", "Alt+I", "Alt+I", "Alt+I", "Alt+I"},
    {"picture.crosshair", "Alt+X", "Alt+X", "Alt+X", "Alt+X"},
    {"picture.snapping", "Alt+S", "Alt+S", "Alt+S", "Alt+S"},
    {"view.shortcuts", "F1 ?", "F1", "F1", "F1"},
    {"frame.next", "F", "Alt+Right", "F", "D"},
    {"frame.previous", "D", "Alt+Left", "D", "A"},
    {"frame.forward10", "V", "Shift+Alt+Right", "V", "Shift+D"},
    {"frame.back10", "C", "Shift+Alt+Left", "C", "Shift+A"},
    {"keyframe.next", "R", "Ctrl+Alt+Right", "R", "R"},
    {"keyframe.previous", "E", "Ctrl+Alt+Left", "E", "E"},
    {"video.play", "Space", "Alt+Space", "Space", "Space"},
    {"track.outside", "O", "O", "O", "O"},
    {"track.keyframe", "K", "K", "K", "K"},
    {"track.copyOn", "Ctrl+B", "Ctrl+B", "Ctrl+B", "Ctrl+B"},
    {"span.endRight", "Shift+Right", "Shift+Right", "Shift+Right", "Shift+Right"},
    {"span.endLeft", "Shift+Left", "Shift+Left", "Shift+Left", "Shift+Left"},
    {"span.endWordRight", "Ctrl+Shift+Right", "Ctrl+Shift+Right", "Ctrl+Shift+Right", "Ctrl+Shift+Right"},
    {"span.endWordLeft", "Ctrl+Shift+Left", "Ctrl+Shift+Left", "Ctrl+Shift+Left", "Ctrl+Shift+Left"},
    {"span.startLeft", "[", "[", "[", "["},
    {"span.startRight", "]", "]", "]", "]"},
};

struct Names {
    const char* name;
    const char* title;
    const char* Binding::* keys;
};
constexpr std::array<Names, 4> kSets{
    {{"slipway", "Slipway", &Binding::slipway}, {"labelstudio", "Label Studio", &Binding::labelStudio},
        {"cvat", "CVAT", &Binding::cvat}, {"labelme", "labelme", &Binding::labelme}}};

const Names* findSet(const QString& name) {
    const auto found = std::ranges::find_if(kSets, [&](const Names& set) { return name == QLatin1String(set.name); });
    return found == kSets.end() ? nullptr : &*found;
}

/// In videos the keys of tasks and of some tools belong to frames.
unsigned mediaOf(const QString& action) {
    if (action.startsWith(QLatin1String("span."))) return kText;
    if (action.startsWith(QLatin1String("frame.")) || action.startsWith(QLatin1String("keyframe.")) ||
        action.startsWith(QLatin1String("track.")) || action.startsWith(QLatin1String("video.")))
        return kVideo;
    if (action == QLatin1String("tool.select") || action == QLatin1String("tool.polygon") ||
        action == QLatin1String("tool.repeat"))
        return kDrawn;
    if (action.startsWith(QLatin1String("tool.")) || action.startsWith(QLatin1String("brush."))) return kImage;
    if (action.startsWith(QLatin1String("draft.")) || action.startsWith(QLatin1String("picture."))) return kDrawn;
    if (action == QLatin1String("region.repeat")) return kImage;
    return kAll;
}

unsigned mediumBit(const QString& medium) {
    if (medium == QLatin1String("text")) return kText;
    return medium == QLatin1String("video") ? kVideo : kImage;
}

QList<QKeySequence> parse(const QString& keys) {
    QList<QKeySequence> parsed;
    for (const QString& key : keys.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        parsed.push_back(QKeySequence(key, QKeySequence::PortableText));
    return parsed;
}

QList<QKeySequence> digitKeys(const QString& set, const QString& action) {
    const bool again = action.startsWith(QLatin1String("relabel."));
    const int number = action.section(QLatin1Char('.'), 1).toInt();
    const QString digit = QString::number(number % 10);
    // CVAT keeps the bare digits free: there Ctrl and a digit chooses, for the selected shape as well as for the next.
    const bool cvat = set == QLatin1String("cvat");
    if (again) return cvat ? QList<QKeySequence>{} : parse(QLatin1String("Ctrl+") + digit);
    // labelme's 100 % is Ctrl+0, so its tenth label has no key to change the selected with.
    return cvat ? parse(QLatin1String("Ctrl+") + digit) : parse(digit);
}

QList<QKeySequence> defaultKeys(const QString& set, const QString& action) {
    if (action.startsWith(QLatin1String("label.")) || action.startsWith(QLatin1String("relabel."))) {
        if (set == QLatin1String("labelme") && action == QLatin1String("relabel.10")) return {};
        return digitKeys(set, action);
    }
    const Names* names = findSet(set);
    for (const Binding& binding : kBindings)
        if (action == QLatin1String(binding.action)) return parse(QLatin1String(binding.*(names->keys)));
    return {};
}

int precedence(const QString& action, unsigned medium) {
    if (action.startsWith(QLatin1String("draft."))) return 0;
    return mediaOf(action) == medium ? 1 : 2;
}

} // namespace

QKeySequence keyOf(const QKeyEvent& event) {
    int key = event.key();
    auto modifiers = event.modifiers() & ~Qt::KeyboardModifiers(Qt::KeypadModifier | Qt::GroupSwitchModifier);
    if (key == Qt::Key_Enter) key = Qt::Key_Return;
    if (key == Qt::Key_Backtab) key = Qt::Key_Tab;
    const bool sign = key > Qt::Key_Space && key < Qt::Key_AsciiTilde + 1 && !(key >= Qt::Key_A && key <= Qt::Key_Z) &&
                      !(key >= Qt::Key_0 && key <= Qt::Key_9);
    if (sign) modifiers &= ~Qt::KeyboardModifiers(Qt::ShiftModifier);
    return QKeySequence(static_cast<int>(modifiers) | key);
}

KeySet KeySet::named(const QString& name) {
    KeySet set;
    set.m_name = findSet(name) ? name : QLatin1String(kSets.front().name);
    return set;
}

QStringList KeySet::names() {
    QStringList names;
    for (const Names& set : kSets) names << QLatin1String(set.name);
    return names;
}

QString KeySet::titleOf(const QString& name) {
    const Names* set = findSet(name);
    return set ? QLatin1String(set->title) : QString();
}

QList<QKeySequence> KeySet::keys(const QString& action) const {
    const auto changed = m_changed.find(action);
    return changed == m_changed.end() ? defaultKeys(m_name, action) : changed->second;
}

void KeySet::setKeys(const QString& action, const QList<QKeySequence>& keys) {
    if (keys == defaultKeys(m_name, action))
        m_changed.erase(action);
    else
        m_changed[action] = keys;
}

bool KeySet::isChanged(const QString& action) const {
    return m_changed.contains(action);
}

void KeySet::reset(const QString& action) {
    m_changed.erase(action);
}

QStringList KeySet::conflicts(const QString& action, const QKeySequence& key) const {
    QStringList others;
    for (const LabelAction& other : labelActions())
        if (other.name != action && (mediaOf(other.name) & mediaOf(action)) && keys(other.name).contains(key))
            others << other.name;
    return others;
}

QStringList KeySet::actionsFor(const QKeySequence& key, const QString& medium) const {
    const unsigned bit = mediumBit(medium);
    QStringList meanings;
    for (const LabelAction& action : labelActions())
        if ((mediaOf(action.name) & bit) && keys(action.name).contains(key)) meanings << action.name;
    std::ranges::stable_sort(meanings, {}, [bit](const QString& action) { return precedence(action, bit); });
    return meanings;
}

QString KeySet::toText() const {
    QJsonObject changed;
    for (const auto& [action, keys] : m_changed) {
        QJsonArray texts;
        for (const QKeySequence& key : keys) texts.append(key.toString(QKeySequence::PortableText));
        changed.insert(action, texts);
    }
    return QString::fromUtf8(
        QJsonDocument(QJsonObject{{QStringLiteral("set"), m_name}, {QStringLiteral("changed"), changed}})
            .toJson(QJsonDocument::Compact));
}

KeySet KeySet::fromText(const QString& text) {
    const QJsonObject stored = QJsonDocument::fromJson(text.toUtf8()).object();
    KeySet set = named(stored.value(QStringLiteral("set")).toString());
    const QJsonObject changed = stored.value(QStringLiteral("changed")).toObject();
    for (auto it = changed.begin(); it != changed.end(); ++it) {
        QList<QKeySequence> keys;
        for (const auto& key : it.value().toArray())
            keys.push_back(QKeySequence(key.toString(), QKeySequence::PortableText));
        const bool known =
            std::ranges::any_of(labelActions(), [&](const LabelAction& action) { return action.name == it.key(); });
        if (known) set.setKeys(it.key(), keys);
    }
    return set;
}

} // namespace slipway::ui
