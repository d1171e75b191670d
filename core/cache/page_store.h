// Pages of keys and values on disk, so that a conversation opened again need not be computed again.
//
// One file holds one page and is named after everything its content follows from: the model, the
// arithmetic, the form of the pages, and all token ids from the beginning to the page's end. So a
// file of another model is never even looked for, and conversations that begin alike share files.
// Files appear whole or not at all, carry a checksum, and are only a cache: what is damaged is
// deleted and counts as absent, and the folder may go at any time.
//
// The files tell what was said to those who may read them; only their owner may. One thread at a
// time; several processes may use one folder.
#pragma once

#include "core/base/sha256.h"
#include "core/base/token.h"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

namespace core {

class PageFolder;

class PageStore
{
public:
    using Key = Sha256::Digest;

    // identity: whatever tells one model, arithmetic and context window from another. pageBytes: of
    // every page.
    PageStore(std::shared_ptr<PageFolder> folder, std::string_view identity, std::size_t pageBytes);

    bool keepsNothing() const; // because of the folder's limit

    // The key of the empty prefix, and of a prefix that goes on by one page of ids.
    const Key& root() const { return m_root; }
    static Key next(const Key& prefix, std::span<const TokenId> ids);

    // False where there is no sound file; page may be overwritten all the same. page: [pageBytes]
    bool load(const Key& key, std::span<std::byte> page);
    // False where the system refuses; nothing is left behind. page: [pageBytes]
    bool save(const Key& key, std::span<const std::byte> page);

private:
    std::filesystem::path fileOf(const Key& key) const;

    std::shared_ptr<PageFolder> m_folder;
    std::size_t m_pageBytes;
    Key m_root;
};

} // namespace core
