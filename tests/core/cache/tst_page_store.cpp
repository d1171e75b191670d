// Pages on disk: what was saved comes back, and nothing else does.
#include "core/cache/page_store.h"

#include "core/cache/page_folder.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <fstream>
#include <limits>
#include <numeric>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace core;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t kBytes = 1000;
constexpr std::uint64_t kFileBytes = kBytes + 56;

std::vector<std::byte> pageOf(int value)
{
    std::vector<std::byte> page(kBytes);
    for (std::size_t i = 0; i < page.size(); ++i)
        page[i] = static_cast<std::byte>(value * 31 + static_cast<int>(i * i));
    return page;
}

PageStore::Key keyOf(const PageStore& store, TokenId id)
{
    return PageStore::next(store.root(), {&id, 1});
}

std::vector<fs::path> filesIn(const fs::path& folder)
{
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
        files.push_back(entry.path());
    return files;
}

} // namespace

class TestPageStore : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void savedPagesComeBack();
    void keysTellPrefixesApart();
    void othersFilesAreNotSeen();
    void damageIsAbsence_data();
    void damageIsAbsence();
    void oldestGoFirst();
    void storesShareTheLimit();
    void noticesWhatOthersAdd();
    void lowerLimitHoldsAtOnce();
    void leavesTheDiskToOthers();
    void freeBytesOfFoldersToCome();
    void unfinishedFilesCount();
    void looksThroughTheFolderWhenItMust();
    void folderMayGo();
    void onlyTheOwnerReads();
    void fullDiskIsRefused();

private:
    std::shared_ptr<PageFolder> folder(std::uint64_t maxBytes = 1 << 20) const
    {
        return std::make_shared<PageFolder>(m_path, maxBytes);
    }
    PageStore store(const char* identity = "model", std::uint64_t maxBytes = 1 << 20) const
    {
        return PageStore(folder(maxBytes), identity, kBytes);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
};

void TestPageStore::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath("cache/kv").toStdString();
}

void TestPageStore::savedPagesComeBack()
{
    PageStore first = store();
    std::vector<std::byte> page(kBytes);
    QVERIFY(!first.load(keyOf(first, 1), page));
    QVERIFY(first.save(keyOf(first, 1), pageOf(1)));
    QVERIFY(first.save(keyOf(first, 2), pageOf(2)));
    PageStore later = store();
    QVERIFY(later.load(keyOf(later, 2), page));
    QVERIFY(page == pageOf(2));
    QVERIFY(later.load(keyOf(later, 1), page));
    QVERIFY(page == pageOf(1));
    QCOMPARE(filesIn(m_path).size(), std::size_t(2)); // and no temporary ones
}

void TestPageStore::keysTellPrefixesApart()
{
    const PageStore one = store();
    const std::vector<TokenId> a{1, 2}, b{2, 1};
    QVERIFY(PageStore::next(one.root(), a) != PageStore::next(one.root(), b));
    QVERIFY(PageStore::next(PageStore::next(one.root(), a), b) !=
            PageStore::next(PageStore::next(one.root(), b), a));
    QVERIFY(PageStore::next(one.root(), a) == PageStore::next(store().root(), a));
}

void TestPageStore::othersFilesAreNotSeen()
{
    PageStore mine = store(), other = store("other model");
    QVERIFY(mine.save(keyOf(mine, 1), pageOf(1)));
    std::vector<std::byte> page(kBytes);
    QVERIFY(!other.load(keyOf(other, 1), page));
    // Not even under the right name.
    fs::copy(filesIn(m_path).front(), m_path / (hex(keyOf(other, 1)) + ".kv"));
    QVERIFY(!other.load(keyOf(other, 1), page));
    QVERIFY(mine.load(keyOf(mine, 1), page));
}

void TestPageStore::damageIsAbsence_data()
{
    QTest::addColumn<int>("size");    // of the file; -1: as it was
    QTest::addColumn<int>("flipped"); // byte whose lowest bit is turned over; -1: none
    QTest::newRow("empty") << 0 << -1;
    QTest::newRow("half a header") << 20 << -1;
    QTest::newRow("header alone") << 56 << -1;
    QTest::newRow("a byte short") << static_cast<int>(56 + kBytes - 1) << -1;
    QTest::newRow("magic") << -1 << 0;
    QTest::newRow("key") << -1 << 10;
    QTest::newRow("size") << -1 << 40;
    QTest::newRow("checksum") << -1 << 50;
    QTest::newRow("first byte") << -1 << 56;
    QTest::newRow("in the middle") << -1 << 500;
    QTest::newRow("last byte") << -1 << static_cast<int>(56 + kBytes - 1);
}

void TestPageStore::damageIsAbsence()
{
    QFETCH(int, size);
    QFETCH(int, flipped);
    PageStore one = store();
    QVERIFY(one.save(keyOf(one, 1), pageOf(1)));
    const fs::path path = filesIn(m_path).front();
    if (size >= 0)
        fs::resize_file(path, static_cast<std::uintmax_t>(size));
    if (flipped >= 0) {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekg(flipped);
        const int byte = file.get();
        file.seekp(flipped);
        file.put(static_cast<char>(byte ^ 1));
    }
    std::vector<std::byte> page(kBytes);
    QVERIFY(!one.load(keyOf(one, 1), page));
    QVERIFY(filesIn(m_path).empty());
    QVERIFY(one.save(keyOf(one, 1), pageOf(1))); // and again
    QVERIFY(one.load(keyOf(one, 1), page));
    QVERIFY(page == pageOf(1));
}

void TestPageStore::oldestGoFirst()
{
    PageStore one = store("model", 10 * kFileBytes);
    std::vector<std::byte> page(kBytes);
    const auto age = [this](const PageStore::Key& key, int hours) {
        const fs::path path = m_path / (hex(key) + ".kv");
        fs::last_write_time(path, fs::file_time_type::clock::now() - std::chrono::hours(hours));
    };
    for (TokenId id = 0; id < 10; ++id) {
        QVERIFY(one.save(keyOf(one, id), pageOf(id)));
        age(keyOf(one, id), 100 - id);
    }
    QVERIFY(one.load(keyOf(one, 0), page)); // used just now
    QVERIFY(one.save(keyOf(one, 10), pageOf(10)));
    QVERIFY(filesIn(m_path).size() <= 10);
    QVERIFY(one.load(keyOf(one, 0), page));
    QVERIFY(!one.load(keyOf(one, 1), page));
    QVERIFY(one.load(keyOf(one, 9), page));
    QVERIFY(one.load(keyOf(one, 10), page));
}

void TestPageStore::storesShareTheLimit()
{
    const auto shared = folder(10 * kFileBytes);
    PageStore one(shared, "model", kBytes), other(shared, "other model", kBytes);
    for (TokenId id = 0; id < 20; ++id) {
        QVERIFY(one.save(keyOf(one, id), pageOf(id)));
        QVERIFY(other.save(keyOf(other, id), pageOf(id)));
        QVERIFY(filesIn(m_path).size() <= 10);
    }
    std::vector<std::byte> page(kBytes);
    QVERIFY(one.load(keyOf(one, 19), page));
    QVERIFY(other.load(keyOf(other, 19), page));
}

// Another process has a PageFolder of its own.
void TestPageStore::noticesWhatOthersAdd()
{
    constexpr std::size_t kLimit = 160;
    PageStore mine = store("model", kLimit * kFileBytes),
              others = store("other", kLimit * kFileBytes);
    for (TokenId id = 0; id < 150; ++id) {
        QVERIFY(mine.save(keyOf(mine, id), pageOf(id)));
        QVERIFY(others.save(keyOf(others, id), pageOf(id)));
        QVERIFY(filesIn(m_path).size() <= kLimit + 2 * kLimit / 16);
    }
}

void TestPageStore::lowerLimitHoldsAtOnce()
{
    const auto shared = folder();
    PageStore one(shared, "model", kBytes);
    for (TokenId id = 0; id < 10; ++id)
        QVERIFY(one.save(keyOf(one, id), pageOf(id)));
    shared->setMaxBytes(5 * kFileBytes);
    QVERIFY(filesIn(m_path).size() <= 5);
    QVERIFY(!filesIn(m_path).empty());
    QVERIFY(!one.keepsNothing());

    const std::vector<fs::path> notes{m_path / "notes.txt"};
    std::ofstream(notes.front()) << "not ours";
    shared->setMaxBytes(0);
    QVERIFY(filesIn(m_path) == notes);
    QVERIFY(one.keepsNothing());
    QVERIFY(!one.save(keyOf(one, 1), pageOf(1)));
    shared->setMaxBytes(kFileBytes);
    QVERIFY(one.save(keyOf(one, 1), pageOf(1)));
    folder(0)->holdLimit(); // as a program does that starts with this limit
    QVERIFY(filesIn(m_path) == notes);
}

// With little room left the pages take a quarter of what would be free without them, and give way.
void TestPageStore::leavesTheDiskToOthers()
{
    std::uint64_t disk = 40 * kFileBytes; // without what others have there
    const auto shared = std::make_shared<PageFolder>(m_path, 1 << 20, [&](const fs::path& path) {
        const std::uint64_t used = fs::exists(path) ? filesIn(path).size() * kFileBytes : 0;
        return disk > used ? disk - used : 0;
    });
    PageStore one(shared, "model", kBytes);
    for (TokenId id = 0; id < 20; ++id)
        QVERIFY(one.save(keyOf(one, id), pageOf(id)));
    QVERIFY(filesIn(m_path).size() <= 10);
    QVERIFY(filesIn(m_path).size() >= 8);
    disk = 8 * kFileBytes; // something else was saved
    QVERIFY(one.save(keyOf(one, 30), pageOf(30)));
    QVERIFY(filesIn(m_path).size() <= 2);
    disk = 3 * kFileBytes;
    QVERIFY(!one.save(keyOf(one, 31), pageOf(31)));
    QVERIFY(filesIn(m_path).empty());
}

void TestPageStore::freeBytesOfFoldersToCome()
{
    const std::uint64_t there = freeBytes(m_path.parent_path());
    QVERIFY(there > 0 && there < std::numeric_limits<std::uint64_t>::max());
    QVERIFY(freeBytes(m_path / "to" / "come") < std::numeric_limits<std::uint64_t>::max());
}

// What a crash leaves behind goes like a page.
void TestPageStore::unfinishedFilesCount()
{
    PageStore one = store();
    const pid_t child = fork();
    if (child == 0) {
        const rlimit tooLittle{kBytes / 2, kBytes / 2};
        setrlimit(RLIMIT_FSIZE, &tooLittle);
        std::signal(SIGXFSZ, SIG_DFL);
        one.save(keyOf(one, 1), pageOf(1)); // ends the process
        _exit(0);
    }
    int status = 0;
    QCOMPARE(waitpid(child, &status, 0), child);
    QVERIFY(WIFSIGNALED(status));
    QCOMPARE(filesIn(m_path).size(), std::size_t(1));
    std::vector<std::byte> page(kBytes);
    QVERIFY(!one.load(keyOf(one, 1), page));
    folder(0)->holdLimit();
    QVERIFY(filesIn(m_path).empty());
}

// A program that starts has better things to do.
void TestPageStore::looksThroughTheFolderWhenItMust()
{
    PageStore before = store();
    for (TokenId id = 0; id < 10; ++id)
        QVERIFY(before.save(keyOf(before, id), pageOf(id)));
    PageStore after = store("model", 5 * kFileBytes);
    QCOMPARE(filesIn(m_path).size(), std::size_t(10));
    QVERIFY(after.save(keyOf(after, 10), pageOf(10)));
    QVERIFY(filesIn(m_path).size() <= 5);

    const auto lower = folder(kFileBytes);
    QVERIFY(filesIn(m_path).size() > 1);
    lower->holdLimit();
    QVERIFY(filesIn(m_path).size() <= 1);
}

void TestPageStore::folderMayGo()
{
    PageStore one = store();
    QVERIFY(one.save(keyOf(one, 1), pageOf(1)));
    fs::remove_all(m_path.parent_path());
    std::vector<std::byte> page(kBytes);
    QVERIFY(!one.load(keyOf(one, 1), page));
    QVERIFY(one.save(keyOf(one, 1), pageOf(1)));
    QVERIFY(one.load(keyOf(one, 1), page));
}

void TestPageStore::onlyTheOwnerReads()
{
    PageStore one = store();
    QVERIFY(one.save(keyOf(one, 1), pageOf(1)));
    QCOMPARE(fs::status(m_path).permissions(), fs::perms::owner_all);
    QCOMPARE(fs::status(filesIn(m_path).front()).permissions(),
             fs::perms::owner_read | fs::perms::owner_write);
    // A link in the place of a page is not followed.
    std::ofstream(m_path.parent_path() / "elsewhere") << "x";
    fs::create_symlink(m_path.parent_path() / "elsewhere", m_path / (hex(keyOf(one, 2)) + ".kv"));
    std::vector<std::byte> page(kBytes);
    QVERIFY(!one.load(keyOf(one, 2), page));
}

void TestPageStore::fullDiskIsRefused()
{
    PageStore small = store("model", kBytes);
    QVERIFY(!small.save(keyOf(small, 1), pageOf(1)));
    std::ofstream(m_folder->filePath("file").toStdString()) << "x";
    PageStore nowhere(
        std::make_shared<PageFolder>(m_folder->filePath("file/kv").toStdString(), 1 << 20),
        "model",
        kBytes);
    QVERIFY(!nowhere.save(keyOf(nowhere, 1), pageOf(1)));
}

QTEST_APPLESS_MAIN(TestPageStore)
#include "tst_page_store.moc"
