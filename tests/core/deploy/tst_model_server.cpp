#include <future>
#include <stop_token>

#include <unistd.h>

#include <QTest>

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/deploy/model_server.h"
#include "core/net/http_client.h"
#include "core/net/http_server.h"
#include "tests/core/train/census_sample.h"

using namespace slipway;
using namespace slipway::deploy;

class TestModelServer : public QObject {
    Q_OBJECT
private slots:
    void initTestCase() {
        auto job = testkit::censusJob(600);
        QVERIFY2(job.has_value(), job ? "" : job.error().message.c_str());
        job->parameters["rounds"] = "5";
        Progress progress;
        auto trained = train::trainModel(*job, m_folder.path() / "bundle", {}, progress);
        QVERIFY2(trained.has_value(), trained ? "" : trained.error().message.c_str());
        m_bundle = std::make_shared<const train::ModelBundle>(std::move(*trained));
        for (const auto& input : m_bundle->inputs()) {
            const auto index = job->training.indexOf(input.name);
            std::vector<std::string> column;
            for (std::size_t row = 0; row < kRows; ++row)
                column.push_back(table::toText(job->training.cells[static_cast<std::size_t>(index)][row]));
            for (std::size_t row = 0; row < kRows; ++row) m_rows[row].push_back(column[row]);
        }
        auto router = std::make_shared<net::Router>();
        addModelRoutes(*router, m_bundle);
        auto started = net::HttpServer::start({}, router);
        QVERIFY(started);
        m_server = std::make_unique<net::HttpServer>(std::move(*started));
    }
    void pingAnswers() { QCOMPARE(m_http.get(m_server->url() + "/ping")->status, 200); }

    void aStopEndsItWhileStandardInputIsOpen() {
        int ends[2];
        QCOMPARE(::pipe(ends), 0);
        const int before = ::dup(STDIN_FILENO);
        ::dup2(ends[0], STDIN_FILENO);
        const auto portFile = m_folder.path() / "port";
        std::stop_source stop;
        auto served = std::async(std::launch::async,
            [&] { return runModelServer(m_folder.path() / "bundle", "127.0.0.1", 0, portFile, stop.get_token()); });
        QTRY_VERIFY_WITH_TIMEOUT(readFile(portFile).value_or("").ends_with("\n"), 20000);
        const auto url = "http://127.0.0.1:" + std::string(trimmed(readFile(portFile).value()));
        QCOMPARE(m_http.get(url + "/ping")->status, 200);
        QCOMPARE(::write(ends[1], "x", 1), ssize_t(1)); // words there mean nothing
        QCOMPARE(m_http.get(url + "/ping")->status, 200);
        stop.request_stop();
        QVERIFY(served.wait_for(std::chrono::seconds(20)) == std::future_status::ready);
        QVERIFY(served.get());
        QVERIFY(!m_http.get(url + "/ping"));
        ::dup2(before, STDIN_FILENO);
        for (const int fd : {before, ends[0], ends[1]}) ::close(fd);
    }
    void csvAnswersAreTheModelsOwn() {
        std::string body;
        for (const auto& row : m_rows) body += join(row, ",") + "\n";
        const auto answer = invoke("text/csv", body);
        QCOMPARE(answer.status, 200);
        const auto predictions = m_bundle->predict(m_rows).value();
        std::string expected;
        for (const auto& p : predictions) expected += toText(p.score) + "," + p.label + "\n";
        QCOMPARE(answer.body, expected);
    }
    void jsonRowsGiveTheSameScores() {
        Json instances = Json::array();
        for (const auto& row : m_rows) instances.push_back(asObject(row));
        const auto answer = invoke("application/json", dump(Json{{"instances", instances}}));
        QCOMPARE(answer.status, 200);
        const auto json = parseJson(answer.body, "answer").value();
        const auto predictions = m_bundle->predict(m_rows).value();
        QCOMPARE(json["predictions"].size(), predictions.size());
        for (std::size_t i = 0; i < predictions.size(); ++i) {
            QCOMPARE(numberFromJson(json["predictions"][i]["score"]), predictions[i].score);
            QCOMPARE(textOr(json["predictions"][i], "label"), predictions[i].label);
        }
    }
    void acceptChoosesTheForm() {
        const auto answer = invoke("text/csv", join(m_rows[0], ","), "application/json");
        QVERIFY(parseJson(answer.body, "answer").value().contains("predictions"));
        const auto any = invoke("text/csv", join(m_rows[0], ","), "*/*");
        QVERIFY(any.headers.at("Content-Type").starts_with("text/csv"));
    }
    void badRowsAre400AndNameRowAndField() {
        auto missing = m_rows[0];
        missing.pop_back();
        const auto good = join(m_rows[1], ",") + "\n";
        expectBad(
            "text/csv", good + join(missing, ",") + "\n", "row 2, field '" + m_bundle->inputs().back().name + "'");
        expectBad("text/csv", good + join(m_rows[0], ",") + ",extra\n", "row 2");
        auto wrong = m_rows[0];
        wrong[numberColumn()] = "many";
        expectBad("text/csv", good + join(wrong, ",") + "\n",
            "row 2, field '" + m_bundle->inputs()[numberColumn()].name + "'");
        auto object = asObject(m_rows[0]);
        object["surprise"] = 1;
        expectBad("application/json", dump(Json{{"instances", Json::array({object})}}), "row 1, field 'surprise'");
        expectBad("application/json", "{\"instances\":", "not valid JSON");
        expectBad("application/json", "", "");
        expectBad("text/csv", "", "no rows");
    }
    void otherContentTypesAre415() {
        QCOMPARE(invoke("image/png", "x").status, 415);
        QCOMPARE(invoke("", "x").status, 415);
    }

private:
    static constexpr std::size_t kRows = 7;

    net::Response invoke(const std::string& type, const std::string& body, const std::string& accept = {}) {
        net::Headers headers{{"Content-Type", type}};
        if (!accept.empty()) headers["Accept"] = accept;
        return m_http.send("POST", m_server->url() + "/invocations", body, headers).value_or(net::Response{0, {}, {}});
    }
    void expectBad(const std::string& type, const std::string& body, const std::string& words) {
        const auto answer = invoke(type, body);
        QCOMPARE(answer.status, 400);
        QVERIFY2(answer.body.find(words) != std::string::npos, answer.body.c_str());
    }
    std::size_t numberColumn() const {
        std::size_t column = 0;
        while (m_bundle->inputs()[column].categorical) ++column;
        return column;
    }
    Json asObject(const std::vector<std::string>& row) const {
        Json object = Json::object();
        for (std::size_t i = 0; i < row.size(); ++i) {
            const auto& input = m_bundle->inputs()[i];
            if (row[i].empty())
                object[input.name] = Json();
            else if (input.categorical)
                object[input.name] = row[i];
            else
                object[input.name] = std::stod(row[i]);
        }
        return object;
    }

    TemporaryFolder m_folder = TemporaryFolder::create().value();
    std::shared_ptr<const train::ModelBundle> m_bundle;
    std::vector<std::vector<std::string>> m_rows{kRows};
    std::unique_ptr<net::HttpServer> m_server;
    net::HttpClient m_http;
};

QTEST_GUILESS_MAIN(TestModelServer)
#include "tst_model_server.moc"
