#include <QTest>

#include "tests/core/track/filter_text.h"

using namespace slipway;
using namespace slipway::track;

namespace {

std::string read(const std::vector<std::string>& items, const FilterTable& table = FilterTable::runs()) {
    const auto orders = parseOrder(items, table);
    if (!orders) return toLine(orders.error());
    std::vector<std::string> lines;
    for (const auto& order : *orders)
        lines.push_back(std::string(described(order.group)) + " " + order.key + (order.ascending ? " up" : " down"));
    return join(lines, ", ");
}
bool refuses(const std::vector<std::string>& items, const FilterTable& table = FilterTable::runs()) {
    const auto orders = parseOrder(items, table);
    return !orders && orders.error().code == ErrorCode::InvalidArgument;
}

} // namespace

class TestFilterOrder : public QObject {
    Q_OBJECT
private slots:
    void runsOrderByEveryIdentifier() {
        QCOMPARE(read({"metrics.acc DESC", "params.`a b`", "tag.\"x.y\" asc", "attributes.start_time desc", "status"}),
            std::string("metric acc down, param a b up, tag x.y up, attribute start_time down, attribute status up"));
        QCOMPARE(read({"created", "`Run name` DESC", "end_time ASC"}),
            std::string("attribute start_time up, attribute run_name down, attribute end_time up"));
        QCOMPARE(read({}), std::string());
    }

    void oneItemHasOneKeyAndOneDirection() {
        for (const auto* item : {"", " ", "metrics.a, metrics.b", "metrics.a metrics.b", "metrics.a desc asc",
                 "metrics.a desc nulls last", "metrics.a >", "metrics.a up", "'metrics.a'", "metrics.", "metrics.`a",
                 "desc desc", "datasets.name", "unknown.a", "acc", "attributes.acc", "metrics.a;", "(metrics.a)",
                 "attribute.duration", "metrics.val-loss"})
            QVERIFY2(refuses({item}), item);
    }

    void theSameKeyTwiceIsRefused() {
        QVERIFY(refuses({"metrics.a", "metric.a DESC"}));
        QVERIFY(refuses({"start_time", "attribute.created"}));
        QVERIFY(refuses({"timestamp", "last_updated_timestamp"}, FilterTable::registeredModels()));
        QVERIFY(!refuses({"metrics.a", "params.a"}));
    }

    void experimentsOrderByTheirFourKeys() {
        const auto& table = FilterTable::experiments();
        QCOMPARE(read({"name", "experiment_id DESC", "creation_time", "last_update_time"}, table),
            std::string("attribute name up, attribute experiment_id down, attribute creation_time up, attribute "
                        "last_update_time up"));
        QVERIFY(refuses({"tags.a"}, table));
        QVERIFY(refuses({"lifecycle_stage"}, table));
    }

    void registeredModelsOrderByNameAndLastUpdate() {
        const auto& table = FilterTable::registeredModels();
        QCOMPARE(read({"timestamp DESC", "name"}, table),
            std::string("attribute last_updated_timestamp down, attribute name up"));
        QVERIFY(refuses({"creation_timestamp"}, table));
        QVERIFY(refuses({"tags.a"}, table));
    }

    void modelVersionsOrderByTheirFourKeys() {
        const auto& table = FilterTable::modelVersions();
        QCOMPARE(read({"version_number DESC", "name", "creation_timestamp", "last_updated_timestamp"}, table),
            std::string("attribute version_number down, attribute name up, attribute creation_timestamp up, attribute "
                        "last_updated_timestamp up"));
        QVERIFY(refuses({"run_id"}, table));
    }

    void errorsUseTheWordsThatMlflowsClientsKnow() {
        const auto has = [](const char* item, const FilterTable& table, std::string_view words) {
            return read({"name", item}, table).find(words) != std::string::npos;
        };
        const auto& versions = FilterTable::modelVersions();
        QVERIFY(has("run_id DESC", versions, "Invalid attribute key 'run_id' specified"));
        QVERIFY(has("version_number DESC blah", versions, "Invalid order_by clause 'version_number DESC blah'"));
        const auto& models = FilterTable::registeredModels();
        QVERIFY(has("creation_timestamp DESC", models, "Invalid order by key 'creation_timestamp' specified"));
        QVERIFY(has("timestamp some ASC", models, "Invalid order_by clause"));
        QVERIFY(has("timestamp aCs", models, "Invalid ordering key"));
    }

    void loggedModelsOrderByAFieldName() {
        const auto read = [](std::string_view name) {
            const auto order = loggedModelOrder(name, false);
            return order ? std::string(described(order->group)) + " " + order->key : std::string("refused");
        };
        QCOMPARE(read("creation_time"), std::string("attribute creation_timestamp"));
        QCOMPARE(read("name"), std::string("attribute name"));
        QCOMPARE(read("metrics.a b.c"), std::string("metric a b.c"));
        for (const auto* name : {"params.a", "tags.a", "metrics.", "metric.a", "", "experiment_id", "attributes.name"})
            QCOMPARE(read(name), std::string("refused"));
    }
};

QTEST_GUILESS_MAIN(TestFilterOrder)
#include "tst_filter_order.moc"
