// Where Fireside keeps things, after the XDG base directories. Pure look-ups; nothing is made.
//
// FIRESIDE_DATA_DIR puts everything below one folder: for tests, and for taking it along on a
// stick.
#pragma once

#include <QString>
#include <QStringList>

namespace app {

QString dataDir();       // ~/.local/share/fireside: conversations, log
QString cacheDir();      // ~/.cache/fireside: what can be fetched or computed again
QString computedDir();   // cacheDir()/computed: keys and values of conversations
QString quantisedDir();  // cacheDir()/quantised: smaller copies of Hugging Face folders
QString chatStorePath(); // dataDir()/chats.sqlite
QString settingsPath();  // ~/.config/fireside/settings.ini
QString ownWordsPath();  // ~/.config/fireside/words.txt: right spellings that the person added
QString logFilePath();

// Where models are looked for, most private first: the person's own, fetched ones, installed ones.
// Some are absent.
QStringList modelDirs();
QStringList installedModelDirs(); // those among them that packages fill

// Of spelling dictionaries, the person's own first: /usr/share/hunspell. Some are absent.
QStringList dictionaryDirs();

} // namespace app
