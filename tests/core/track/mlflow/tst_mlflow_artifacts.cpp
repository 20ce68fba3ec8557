#include <filesystem>
#include <fstream>

#include <QTest>

#include "core/net/http_client.h"
#include "core/net/http_server.h"
#include "core/track/artifact_path.h"
#include "core/track/artifact_store.h"
#include "tests/core/track/mlflow/tracking_bench.h"

using namespace slipway;
using testkit::TrackingBench;
namespace fs = std::filesystem;

namespace {

const std::string kOk = "200", kInvalid = "400 INVALID_PARAMETER_VALUE", kNone = "404 RESOURCE_DOES_NOT_EXIST";

struct Bench : TrackingBench {
    Bench()
        : experiment(TrackingBench::experiment()),
          runId(run(experiment)),
          at(experiment + "/" + runId + "/artifacts/") {}
    std::string experiment, runId, at;

    std::string list(const std::string& path) {
        const auto answer = send("GET", "/api/2.0/mlflow-artifacts/artifacts?path=" + net::urlEncode(path), {}, {});
        std::string names;
        if (answer.json.contains("files"))
            for (const auto& file : answer.json["files"])
                names += file["path"].get<std::string>() + (file["is_dir"].get<bool>() ? "/ " : " ");
        return names;
    }
};

} // namespace

class TestMlflowArtifacts : public QObject {
    Q_OBJECT
private slots:
    void whatIsPutComesBackAsAnAttachment() {
        Bench bench;
        QCOMPARE(bench.putArtifact(bench.at + "model/MLmodel", "flavors: {}").body, std::string("{}"));
        QCOMPARE(bench.putArtifact(bench.at + "model/MLmodel", "flavors: {a: b}").verdict(), kOk);
        const auto got = bench.artifact(bench.at + "model/MLmodel");
        QCOMPARE(got.body, std::string("flavors: {a: b}"));
        QCOMPARE(got.headers.at("Content-Type"), std::string("text/plain"));
        QCOMPARE(got.headers.at("Content-Disposition"), std::string("attachment; filename=MLmodel"));
        QCOMPARE(got.headers.at("X-Content-Type-Options"), std::string("nosniff"));
        QCOMPARE(bench.send("GET", "/get-artifact?run_uuid=" + bench.runId + "&path=model/MLmodel").body, got.body);
        QVERIFY(fs::is_empty(bench.root() / "artifacts" / ".incoming"));
    }
    void namesAreKeptToTheLetter_data() {
        QTest::addColumn<QString>("name");
        for (const auto* name : {"two words.txt", "größe.txt", "日本語.bin", "50%.csv", "a+b.txt", "a%20b.txt",
                 "k%step%1%timestamp%1729%5c2f.png", "12:30.txt", "dots..txt", ".hidden", "semi;colon", "quote\".txt"})
            QTest::newRow(name) << QString::fromUtf8(name);
    }
    void namesAreKeptToTheLetter() {
        QFETCH(QString, name);
        Bench bench;
        const auto plain = name.toStdString();
        QCOMPARE(bench.putArtifact(bench.at + net::urlEncode(plain), "x").verdict(), kOk);
        QCOMPARE(bench.list(bench.at), plain + " ");
        const auto got = bench.artifact(bench.at + net::urlEncode(plain));
        QCOMPARE(got.body, std::string("x"));
        if (name.toUtf8() != name.toLatin1())
            QVERIFY(got.headers.at("Content-Disposition").ends_with("filename*=UTF-8''" + net::urlEncode(plain)));
    }
    void listsAreOneLevelOfBaseNames() {
        Bench bench;
        bench.putArtifact(bench.at + "b.txt", "12345");
        bench.putArtifact(bench.at + "dir/empty", "");
        QCOMPARE(bench.list(bench.at), std::string("b.txt dir/ "));
        QCOMPARE(bench.list(bench.at + "dir"), std::string("empty "));
        for (const auto* path : {"b.txt", "nowhere", "dir/empty"}) QCOMPARE(bench.list(bench.at + path), std::string());
        const auto files = bench.get("artifacts/list?run_id=" + bench.runId + "&path=dir").json;
        QCOMPARE(dump(files["files"]), dump(Json::parse(R"([{"path":"dir/empty","is_dir":false}])")));
        QCOMPARE(files["root_uri"].get<std::string>(),
            "mlflow-artifacts:/" + bench.experiment + "/" + bench.runId + "/artifacts");
        QCOMPARE(dump(bench.get("artifacts/list?run_id=" + bench.runId).json["files"]),
            dump(Json::parse(R"([{"path":"b.txt","is_dir":false,"file_size":5},{"path":"dir","is_dir":true}])")));
    }
    void missingFilesAndFoldersAreNotThere() {
        Bench bench;
        bench.putArtifact(bench.at + "dir/x", "x");
        for (const auto* path : {"nowhere", "dir"}) {
            QCOMPARE(bench.artifact(bench.at + path).verdict(), kNone);
            QCOMPARE(bench.send("GET", "/get-artifact?run_id=" + bench.runId + "&path=" + path).verdict(), kNone);
        }
        QCOMPARE(bench.send("GET", "/get-artifact?run_id=" + std::string(32, '0') + "&path=a").verdict(), kNone);
    }
    void filesAndTreesAreDeleted() {
        Bench bench;
        bench.putArtifact(bench.at + "dir/deep/x", "x");
        bench.putArtifact(bench.at + "y", "y");
        for (const auto* path : {"dir", "y", "y"}) QCOMPARE(bench.artifact(bench.at + path, "DELETE").verdict(), kOk);
        QCOMPARE(bench.list(bench.at), std::string());
        bench.putArtifact(bench.at + "z", "z");
        QCOMPARE(bench.artifact(bench.experiment, "DELETE").verdict(), kInvalid);
        QCOMPARE(bench.list(bench.at), std::string("z "));
    }
    void filesAndFoldersDoNotTakeEachOthersPlace() {
        Bench bench;
        bench.putArtifact(bench.at + "dir/x", "x");
        QCOMPARE(bench.putArtifact(bench.at + "dir", "y").verdict(), kInvalid);
        QCOMPARE(bench.putArtifact(bench.at + "dir/x/y", "y").verdict(), kInvalid);
        QCOMPARE(bench.artifact(bench.at + "dir/x").body, std::string("x"));
    }
    void pathsThatLeadOutAreRefused_data() {
        QTest::addColumn<QString>("path");
        for (const auto* path : {"../x", "a/../../x", "..", "%2e%2e/x", "..%2fx", "a%2f..%2fx", "%252e%252e/x",
                 "%25252e%25252e/x", "%2fetc/passwd", "//etc/passwd", "C:/x", "c%3A/x", "..%5cx", "a%5c..%5cx",
                 "file:///etc/passwd", "x%23y", "a%00b", "a%0ab"})
            QTest::newRow(path) << path;
    }
    void pathsThatLeadOutAreRefused() {
        QFETCH(QString, path);
        Bench bench;
        const auto written = path.toStdString();
        for (const auto* method : {"GET", "PUT", "DELETE"}) {
            const auto answer = bench.artifact(written, method);
            QCOMPARE(answer.verdict(), kInvalid);
            QVERIFY(answer.message().starts_with("Invalid path"));
        }
        for (const auto& target : {"/api/2.0/mlflow-artifacts/artifacts?path=" + written,
                 "/api/2.0/mlflow/artifacts/list?run_id=" + bench.runId + "&path=" + written,
                 "/get-artifact?run_id=" + bench.runId + "&path=" + written})
            QCOMPARE(bench.send("GET", target, {}, {}).verdict(), kInvalid);
    }
    void linksNeverLeadOut() {
        Bench bench;
        bench.putArtifact(bench.at + "a", "a");
        const auto folder = bench.root() / "artifacts" / bench.at;
        const auto secret = bench.root() / "secret";
        fs::create_directory(secret);
        std::ofstream(secret / "key") << "secret";
        fs::create_symlink(secret, folder / "link");
        fs::create_symlink(secret / "key", folder / "key");
        for (const auto* path : {"link/key", "key"}) {
            QCOMPARE(bench.artifact(bench.at + path).verdict(), kInvalid);
            QCOMPARE(bench.putArtifact(bench.at + path, "out").verdict(), kInvalid);
        }
        QCOMPARE(bench.list(bench.at), std::string("a "));
        QCOMPARE(bench.artifact(bench.at + "link/key", "DELETE").verdict(), kInvalid);
        for (const auto* path : {"link", "key", ""}) bench.artifact(bench.at + path, "DELETE");
        QVERIFY(fs::exists(secret / "key"));
        QVERIFY(!fs::exists(folder));
    }
    void bundlesOfTheRegistryAreOutOfReach() {
        Bench bench;
        const auto bundle = bench.root() / "artifacts" / "models" / "census" / "1";
        fs::create_directories(bundle);
        std::ofstream(bundle / "bundle.json") << "{}";
        QCOMPARE(bench.artifact("models/census/1/bundle.json").verdict(), kNone);
        QCOMPARE(bench.artifact("models", "DELETE").verdict(), kOk);
        QVERIFY(fs::exists(bundle / "bundle.json"));
        QCOMPARE(bench.putArtifact("models/census/1/bundle.json", "mine").verdict(), kOk);
        QCOMPARE(bench.artifact("models/census/1/bundle.json").body, std::string("mine"));
        std::ifstream kept(bundle / "bundle.json");
        QCOMPARE(std::string(std::istreambuf_iterator<char>(kept), {}), std::string("{}"));
        bench.putArtifact(bench.at + "a", "a");
        QCOMPARE(bench.list(""), bench.experiment + "/ models/ ");
    }
    void namesAreAsLongAsFilesMayBe() {
        Bench bench;
        const std::string longest(255, 'n');
        QCOMPARE(bench.putArtifact(bench.at + longest, "x").verdict(), kOk);
        QCOMPARE(bench.artifact(bench.at + longest).body, std::string("x"));
        QCOMPARE(bench.putArtifact(bench.at + longest + "n", "x").verdict(), kInvalid);
        const auto upload = "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=" + bench.runId + "&path=" + longest;
        QCOMPARE(bench.send("POST", upload, "x", {}).verdict(), kInvalid);
    }
    void uploadsOfBrowsersAreSmallAndNotEmpty() {
        Bench bench;
        const auto target = "/ajax-api/2.0/mlflow/upload-artifact?run_uuid=" + bench.runId + "&path=up/load.txt";
        QCOMPARE(bench.send("POST", target, "hello", {}).verdict(), kOk);
        QCOMPARE(bench.artifact(bench.at + "up/load.txt").body, std::string("hello"));
        QCOMPARE(bench.send("POST", target, "", {}).verdict(), kInvalid);
        QCOMPARE(bench.send("POST", target, std::string((10u << 20) + 1, 'x'), {}).verdict(), kInvalid);
        QCOMPARE(bench.send("POST", "/ajax-api/2.0/mlflow/upload-artifact?path=a", "x", {}).verdict(), kInvalid);
    }
    void partsThatComeInAnyOrderAreJoined() {
        Bench bench;
        const auto at = "/api/2.0/mlflow-artifacts/mpu/";
        const auto created =
            bench.send("POST", at + ("create/" + bench.at + "dir"), R"({"path":"/home/x.bin","num_parts":3})",
                {{"Content-Type", "application/json"}, {"Host", "localhost:1"}, {"Authorization", "Bearer t"}});
        QCOMPARE(created.verdict(), kOk);
        Json complete{{"path", "/home/x.bin"}, {"upload_id", created.json["upload_id"]}};
        for (const int number : {3, 1, 2, 2}) {
            const auto& part = created.json["credentials"][static_cast<std::size_t>(number - 1)];
            const auto url = part["url"].get<std::string>();
            QVERIFY(url.starts_with("http://localhost:1/api/"));
            QCOMPARE(part["headers"]["Authorization"].get<std::string>(), std::string("Bearer t"));
            const auto put =
                bench.send("PUT", url.substr(url.find("/api/")), std::string(3, static_cast<char>('0' + number)));
            QCOMPARE(put.verdict(), kOk);
            complete["parts"].push_back({{"part_number", number}, {"etag", put.headers.at("ETag")}});
        }
        const auto end = at + ("complete/" + bench.at + "dir");
        QCOMPARE(bench.send("POST", end, dump(complete)).verdict(), kInvalid); // part 2 twice
        complete["parts"].erase(2);
        QCOMPARE(bench.send("POST", end, dump(complete)).verdict(), kOk);
        QCOMPARE(bench.artifact(bench.at + "dir/x.bin").body, std::string("111222333"));
        QVERIFY(fs::is_empty(bench.root() / "artifacts" / ".uploads"));
        QCOMPARE(bench.send("POST", end, dump(complete)).verdict(), kNone);
    }
    void uploadsInPartsAreRefusedWhenTheyAreWrong() {
        Bench bench;
        const auto at = std::string("/api/2.0/mlflow-artifacts/mpu/");
        for (const auto* body : {R"({"path":"x","num_parts":0})", R"({"path":"x","num_parts":10001})", R"({"path":""})",
                 R"({"path":"a/.."})"})
            QCOMPARE(bench.send("POST", at + "create/dir", body).verdict(), kInvalid);
        QCOMPARE(bench.send("POST", at + "create/%2e%2e/x", R"({"path":"x"})").verdict(), kInvalid);
        QCOMPARE(bench.send("PUT", at + "part/" + std::string(32, '0') + "/1", "x").verdict(), kNone);
        QCOMPARE(bench.send("PUT", at + "part/..%2f../1", "x").verdict(), kNone);
        const auto upload = textOr(bench.send("POST", at + "create/dir", R"({"path":"x"})").json, "upload_id");
        QCOMPARE(bench.send("PUT", at + "part/" + upload + "/0", "x").verdict(), kInvalid);
        const Json abort{{"path", "x"}, {"upload_id", upload}};
        for (int i = 0; i < 2; ++i) QCOMPARE(bench.send("POST", at + "abort/dir", dump(abort)).verdict(), kOk);
        QCOMPARE(bench.send("PUT", at + "part/" + upload + "/1", "x").verdict(), kNone);
    }
    void bigFilesGoThroughTheNetwork() {
        Bench bench;
        net::ServerOptions options;
        options.bodyFolder = bench.root() / "artifacts" / ".incoming";
        options.maxBody = 1000;
        const auto server = net::HttpServer::start(options, bench.router);
        QVERIFY(server);
        std::string bytes(20'000'003, 'x');
        for (std::size_t i = 0; i < bytes.size(); i += 101) bytes[i] = static_cast<char>(i);
        const auto url = server->url() + "/api/2.0/mlflow-artifacts/artifacts/" + bench.at + "big.bin";
        net::HttpClient client;
        for (const auto& body : {bytes, std::string()}) {
            const auto put = client.send("PUT", url, body);
            QVERIFY(put);
            QCOMPARE(put->status, 200);
            const auto got = client.get(url);
            QVERIFY(got);
            QVERIFY(got->body == body);
        }
    }
};

QTEST_GUILESS_MAIN(TestMlflowArtifacts)
#include "tst_mlflow_artifacts.moc"
