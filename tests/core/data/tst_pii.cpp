#include <QTest>

#include "core/data/pii_checks.h"
#include "core/data/sensitive_names.h"

using namespace slipway::data;

class TestPii : public QObject {
    Q_OBJECT
    using Check = bool (*)(std::string_view);
    static void expect(Check check, std::initializer_list<const char*> good, std::initializer_list<const char*> bad) {
        for (const char* text : good) QVERIFY2(check(text), text);
        for (const char* text : bad) QVERIFY2(!check(text), text);
    }
private slots:
    void cardsPassTheirChecksum() {
        // The numbers are the card schemes' published test numbers.
        expect(holdsCreditCard,
            {"4111111111111111", "card 4111-1111-1111-1111.", "3782 822463 10005", "5555 5555 5555 4444",
                "2223003122003222", "4000000000000000006", "a 4012888888881881 b"},
            {"4111111111111112", "1234567890123", "x4111111111111111", "4111111111111111y", "4111--1111--1111--1111",
                "", "0000000000000000"});
    }
    void ibansPassModulo97AndHaveTheirCountrysLength() {
        expect(holdsIban,
            {"DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "pay GB29NWBK60161331926819 now",
                "NO9386011117947"},
            {"DE88370400440532013000", "de89370400440532013000", "XX89370400440532013000", "DE8937040044053201300",
                ""});
    }
    void addressesOfEmailHaveAKnownDomain() {
        expect(holdsEmail, {"ada@example.com", "mail <a.b+c@mail.example.co.uk>", "\xc3\xa9ve@example.fr"},
            {"ada@localhost", "@example.com", "ada@", "ada@example.invalid", "ada@-example.com", "a@b", "3 @ 4.5", ""});
    }
    void socialSecurityNumbersAreChecked() {
        expect(holdsUsSsn, {"536-90-4399", "ssn 536 90 4399", "536.90.4399"},
            {"536-90.4399", "000-12-3456", "666-12-3456", "536-00-4399", "536-90-0000", "123-45-6789", "078-05-1120",
                "111-11-1111", "1536-90-4399", "536-90-43990", "2024-01-15", ""});
        expect(holdsUsItin, {"912-70-1234"}, {"912-69-1234", "812-70-1234"});
    }
    void addressesOfMachines() {
        expect(holdsIpAddress,
            {"192.168.0.1", "at 10.0.0.255:80", "2001:db8::8a2e:370:7334", "::1", "fe80::1/64", "::ffff:192.0.2.1"},
            {"256.1.1.1", "1.2.3", "1.2.3.4.5", "01.2.3.4", "10:20:30", "12:34", "a:b", "::", ""});
        expect(holdsMacAddress, {"00:1B:44:11:3A:B7", "00-1b-44-11-3a-b7", "001b.4411.3ab7"},
            {"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "00:1B-44:11:3A:B7", "00:1B:44:11:3A", "00:1B:44:11:3A:B7:99",
                ""});
    }
    void webAddresses() {
        expect(holdsUrl,
            {"https://example.com/a?b", "see www.example.org", "http://10.0.0.1/x", "FTP://files.example.net"},
            {"example", "http://", "https://nodot", "www.", "readme.md", "e.g. this", ""});
    }
    void telephoneNumbers() {
        for (const char* good : {"+49 30 901820", "+1 (415) 555-2671", "(415) 555-2671", "415-555-2671", "415.555.2671",
                 "1-415-555-2671", "call +442071838750 now"})
            QVERIFY2(holdsPhoneNumber(good, false), good);
        for (const char* bad : {"4155552671", "2024-01-15", "12345", "192.168.0.1", "+0", "415-115-2671",
                 "1234567890123456", "10 000 000 000", "", "536-90-4399"})
            QVERIFY2(!holdsPhoneNumber(bad, false), bad);
        QVERIFY(holdsPhoneNumber("4155552671", true));
    }
    void protectedTraitsAreToldByWords() {
        for (const char* name :
            {"sex", "race", "age", "Age_Group", "marital_status", "native_country", "dateOfBirth", "customer-gender"})
            QVERIFY2(isSensitiveName(name), name);
        for (const char* name :
            {"mileage", "page", "wage", "fnlwgt", "education", "racer", "essex", "stage", "country", ""})
            QVERIFY2(!isSensitiveName(name), name);
    }
};
QTEST_GUILESS_MAIN(TestPii)
#include "tst_pii.moc"
