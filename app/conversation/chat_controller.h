// One window's conversation: joins the store and the engine, and is all that the chat view talks
// to.
//
// The life of a message: send() commits the user's message to the store before anything is
// computed, then asks the engine for an answer; pieces arrive as messageTextAppended() and are
// saved as they come; a stopped or failed answer keeps its text. Nothing is ever replaced: what is
// edited or regenerated stands beside what was there. Lives on the GUI thread; no call blocks on
// the engine or the disk.
#pragma once

#include "app/chats/chat_types.h"
#include "app/chats/exchange/conversation_record.h"
#include "app/chats/token_odds.h"
#include "app/conversation/answer_options.h"
#include "app/conversation/context_fit.h"
#include "app/conversation/summariser.h"
#include "core/base/result.h"
#include "core/engine/receipt.h"
#include "core/engine/types.h"

#include <QHash>
#include <QList>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QThreadPool>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace app {

class ChatStore;
class Inference;
class Settings;

enum class ExportFormat
{
    Markdown, // what is shown
    Html,     // what is shown, one page that needs nothing else
    Json,     // everything; can be imported again
    Pdf       // what is shown, on pages
};

class ChatController : public QObject
{
    Q_OBJECT

public:
    // All three must outlive the controller. Answers still running at its end are stored as
    // Stopped; a temporary conversation is forgotten.
    ChatController(ChatStore& store,
                   Inference& inference,
                   Settings& settings,
                   QObject* parent = nullptr);
    ~ChatController() override;

    enum class Begin
    {
        Last, // opens the most recent conversation
        Empty
    };
    // Reads the conversation list. Call once, after the signals are connected.
    void start(Begin begin = Begin::Last);

    ConversationId currentConversation() const;
    // Whether it is shown or being answered here. Several controllers may share a store, but a
    // conversation should be open in one of them alone: none sees what another one adds to it.
    bool holds(ConversationId id) const;
    // All with an answer on its way.
    const QList<ConversationId>& answering() const { return m_answeringTold; }
    bool isBusy() const; // an answer is being computed for the current conversation
    bool isComparing() const { return m_compared.has_value(); }
    // Of the current conversation; null: the one in the settings. Valid from conversationOpened().
    QString systemPrompt() const;
    // The current conversation is in memory alone and gone once another one is shown.
    bool isTemporary() const;
    // What the model reads of the current conversation.
    ContextPlan contextPlan() const;
    core::SamplingParams sampling() const { return samplingOf({}); } // of the next answer
    Summariser& summariser();                                        // works for summariseOldest()

    // How a format is written, where another layer knows better; may run on any thread.
    using Exporter = std::function<QByteArray(const QList<ConversationRecord>&)>;
    void setExporter(ExportFormat format, Exporter exporter);
    // Reads whole conversations, to be printed for example; errorOccurred() where it fails.
    void readConversations(const QList<ConversationId>& ids,
                           QObject* context,
                           std::function<void(const QList<ConversationRecord>&)> reply,
                           bool withOdds = false);

public slots:
    void requestConversations(); // conversationsChanged() follows
    void showAgain();            // tells of the current one once more, to a view made since
    void newConversation();      // shows an empty one; it is stored with its first message
    void newTemporaryConversation();
    // The current, temporary conversation becomes one like all others.
    void keepTemporaryConversation();
    void openConversation(app::ConversationId id);
    // Opens the conversation on a branch that holds message, then tells messageRevealed().
    void openMessage(app::ConversationId id, app::MessageId message);

    void renameConversation(app::ConversationId id, const QString& title);
    // Where the title still is from.
    void replaceTitle(app::ConversationId id, const QString& from, const QString& to);
    void setPinned(app::ConversationId id, bool pinned);
    void setArchived(app::ConversationId id, bool archived);
    void setFolder(app::ConversationId id, const QString& folder); // empty: none
    void renameFolder(const QString& from, const QString& to); // to empty: its conversations stay
    void setTags(app::ConversationId id, const QStringList& tags);
    // Of the current conversation; null: the one in the settings.
    void setSystemPrompt(const QString& prompt);

    // To the trash; conversationsDeleted() follows.
    void deleteConversations(const QList<app::ConversationId>& ids);
    void restoreConversation(app::ConversationId id); // from the trash: undo
    void purgeConversation(app::ConversationId id);   // from the trash, for good
    void emptyTrash();
    void requestTrash(); // trashChanged() follows
    // searchFinished() follows, unless another search is asked for meanwhile: call it with every
    // key. A hit is opened by openMessage().
    void search(const QString& text);

    // Writes these conversations, or all where ids is empty, into one file; exportFinished()
    // follows.
    void exportConversations(const QList<app::ConversationId>& ids,
                             app::ExportFormat format,
                             const QString& file);
    // Reads files and folders of Fireside and other programs and stores nothing;
    // importPreviewed() follows.
    void previewImport(const QStringList& paths);
    void importConversations(const QList<app::ConversationRecord>& records); // importFinished()

    // The next nine do nothing while the current conversation is busy. Messages are of the path
    // that is shown.
    // Nothing where the text is blank. rival: path of a model, loaded beside the current one, that
    // answers too; comparisonOpened() follows.
    void send(const QString& text, const QString& rival = {});
    // The text as an alternative beside message. A person's is then answered, and what followed
    // stays with the message as it was; an answer is marked as edited and followed by the same.
    void editMessage(app::MessageId message, const QString& text);
    // Another answer beside this one, or to this message of a person.
    void regenerateMessage(app::MessageId message, const app::AnswerOptions& options = {});
    void regenerate(); // of the last message
    // Another answer by a model that is loaded, shown beside this one, which stays in the path.
    void compareAnswer(app::MessageId answer, const QString& model);
    // Shows an answer with the alternative before it beside it, or the one after the first;
    // comparisonOpened() follows.
    void compareSiblings(app::MessageId answer);
    // Goes on where an answer ended: in place at the end of the path and with the same model, else
    // in a copy beside it.
    void continueAnswer(app::MessageId answer);

    // Another answer beside this one that is the same up to a token and has one of the token's
    // others there. token: index in what oddsRead() told.
    void branchAnswer(app::MessageId answer, int token, int other);

    // Takes a message out, see ChatStore::removeMessage(); messagesRemoved() follows, or
    // conversationsDeleted() where it is all there is.
    void deleteMessage(app::MessageId message);
    void putBack(const app::RemovedMessages& removed); // undo

    // Lets the engine read ahead what is being typed, as long as it has nothing else to do.
    void prepareMessage(const QString& text);

    // What the model thought of the tokens of this answer; oddsRead() follows.
    void readOdds(app::MessageId answer);
    // What to do after contextFull(); always: also the next time, in this conversation. What was to
    // be sent is sent then.
    void leaveOutOldest(bool always);
    void summariseOldest(); // summariser() tells how it goes; nothing is sent
    void useSummary(const QString& summary, bool always);
    void startWithSummary(const QString& summary); // in a new conversation, temporary like this one
    void tryAgain(); // as it was asked for: there may be more room now
    // Nothing of that: what waits is given up, and a summary under way stopped.
    void forgetUnsent();

    // Ends the comparison and goes on with one of the two; modelWanted() may follow. What the other
    // is still writing ends as Stopped, and it stays as an alternative.
    void chooseAnswer(app::MessageId answer);
    void closeComparison(); // goes on with the one in the path; stops nothing

    void stop(); // keeps the part, of both answers where there are two; idempotent
    // step: -1 previous, +1 next alternative. Of the answer beside the path's one: another takes
    // its place there, and the path stays.
    void selectSibling(app::MessageId message, int step);
    // A new conversation with what is shown up to message; opens it.
    void forkConversation(app::MessageId message);

signals:
    // After the first message of a new conversation, currentConversation() is the new one already.
    void
    conversationsChanged(const QList<app::ConversationSummary>& conversations); // most recent first
    // What is shown is now this path: another conversation, or another branch of the same. id 0: a
    // new, empty one.
    void conversationOpened(app::ConversationId id, const QList<app::Message>& path);
    // An answer of the path is shown with this alternative beside it, until the path is told again.
    // What is told of messages is then told of this one too.
    void comparisonOpened(const app::Message& other);
    void conversationForked(); // after conversationOpened(): it is a copy
    // The answer gone on with is by this one, which is loaded and not the current model.
    void modelWanted(const QString& path);
    void messageRevealed(app::MessageId id); // after conversationOpened(): bring it into view
    // They are in the trash: offer to undo. shown: the one of them that was current; 0: none.
    void conversationsDeleted(const QList<app::ConversationId>& ids, app::ConversationId shown);
    void messagesRemoved(const app::RemovedMessages& removed);               // offer to undo
    void trashChanged(const QList<app::ConversationSummary>& conversations); // last deleted first
    // Titles first, then messages, newest first. text: what was searched for.
    void searchFinished(const QString& text, const QList<app::SearchHit>& hits);
    void exportFinished(const QString& file, int conversations); // else errorOccurred()
    void importPreviewed(const app::ImportPreview& preview);
    void importFinished(int conversations); // else errorOccurred()
    void messageAdded(const app::Message& message);
    void messageTextAppended(app::MessageId id, const QString& piece, int tokens);
    void messageChanged(const app::Message& message); // state, stats or text as a whole
    // Empty where nothing is kept of them.
    void oddsRead(app::MessageId id, const QList<app::PlacedToken>& tokens);
    // Of an answer on its way, behind those that were told before.
    void tokensPlaced(app::MessageId id, const QList<app::PlacedToken>& tokens);
    void answerEnded(const app::Message& answer); // of any conversation, in any state
    void messagePrepared();                       // while it is being typed
    void nothingAdded(); // to an answer shown, which was to go on and ended at once
    void prefillProgress(app::MessageId answer, int doneTokens, int totalTokens);
    void busyChanged(bool busy);
    void answeringChanged(
        const QList<app::ConversationId>& conversations); // all with an answer on its way
    void savingFailed(
        const QString& message); // what is not being saved and why; until savingRecovered()
    void savingRecovered();
    void errorOccurred(const QString& message); // one sentence for a strip above the composer
    // The store did not take what was sent: text belongs back into the composer. errorOccurred()
    // says why.
    void messageRejected(const QString& text);
    // Nothing was sent: the conversation does not fit into the model's context window any more.
    void contextFull(const app::ContextFit& fit);
    void contextPlanChanged(const app::ContextPlan& plan);

private:
    // One answer on its way.
    struct Run
    {
        Message answer = {}; // id 0 until the store has it
        core::RequestId request = {};
        AnswerOptions options = {};
        bool isBeside = false;             // the one in the path, instead of taking its place
        core::GenerationStats before = {}; // of the text that is continued
        QList<TokenOdds> odds = {};        // of what was generated
        qsizetype oddsStart = 0;           // where that begins in the text
        std::shared_ptr<TokenPlacer> placer = {}; // it cannot be copied
        QList<PlacedToken> placed = {};           // of odds, what stands in the text
    };
    // From send() or regenerate() to the end of its answers: one, or two that are compared. At most
    // one per conversation.
    struct Turn
    {
        QList<Run> runs;
        QString systemPrompt;
        ContextPlan context;
        bool stopRequested = false;
    };

    // A conversation that is not stored yet has a negative key of its own.
    ConversationId currentKey() const { return m_current != 0 ? m_current : m_draft; }
    void openPath(const core::Result<ConversationPath>& path, int opening);
    void show(const ConversationPath& path, bool isTemporaryDraft = false);
    void addOwnExporters();
    using Step = std::function<void()>;
    // Goes on with proceed, or ends the turn and asks; again: the same from the beginning. path:
    // ends with what is to be answered, or with the answer to be continued. text: what goes back
    // into the composer.
    void whenItFits(ConversationId key,
                    const QList<Message>& path,
                    const QString& text,
                    Step proceed,
                    Step again);
    void fitted(ConversationId key,
                const ContextFit& fit,
                const QString& text,
                const Step& proceed,
                const Step& again);
    void usePlan(const ContextPlan& plan, bool isNew);
    void goOn(const ContextPlan& plan);
    QString systemPromptOf(const Turn& turn) const;
    core::SamplingParams samplingOf(const AnswerOptions& options) const;
    int maxTokensOf(const AnswerOptions& options) const;
    qsizetype indexInPath(MessageId id) const; // -1: not there
    Message* shownMessage(MessageId id);       // in the path or beside it; null: not there
    // Where the path has message or an alternative to it; -1: nowhere.
    qsizetype indexOfAlternative(const Message& message) const;
    bool setCompared(const Message& other); // false: the path has no alternative to it
    void showBeside(const Message& answer);
    void stepComparison(int step);
    void readCompared(const Message& shown, int index);
    void wantModel(const QString& name);
    void bringUpToDate(Message& message) const; // one that the store has unended
    void leaveTemporary();                      // forgets it
    void leaveConversation(ConversationId id);  // it has been deleted, here or elsewhere
    void forgetTurn(ConversationId key);        // cancels it and stores nothing
    void beginTurn(const AnswerOptions& options = {});
    void postMessage(const QList<Message>& before,
                     MessageId parent,
                     const QString& text,
                     const QString& rival = {});
    void postEditedAnswer(qsizetype at, const QString& text);
    // isLast: nothing follows the answer, which then may go on in place.
    void continueBehind(const QList<Message>& before, const Message& answer, bool isLast);
    Message newAnswer(const Message& question, const AnswerOptions& options) const;
    // Something in the list was to be changed: tells what went wrong, and the list as it still is.
    void organised(const core::Status& status);
    // message is shown behind before, or in its place where it is shown already.
    void showMessage(const QList<Message>& before, const Message& message);
    void userMessageStored(ConversationId key, const QList<Message>& before, const Message& user);
    void beginAnswer(const QList<Message>& path);
    void answerStored(ConversationId conversation,
                      const QList<Message>& path,
                      const core::Result<Message>& answer);
    void submit(const QList<Message>& path, const Turn& turn, Run& run);
    Run* runOf(core::RequestId id);                     // null: of nobody here
    const Run* runWriting(const Message& answer) const; // null: it has ended
    void cancelRuns(Turn& turn);
    void finishAnswer(Run run);
    void endTurn(ConversationId key);
    core::ModelInfo modelFor(const AnswerOptions& options) const;
    void updateBusy();
    QString whyNoAnswer() const; // empty where the model is ready

    void beginBranch(const QList<Message>& path,
                     const Message& answer,
                     const QList<PlacedToken>& tokens,
                     int token,
                     int other);
    void placeOdds(core::RequestId id);
    void keepOdds(const Run& run);

    void onScored(core::RequestId id, const std::vector<core::ScoredToken>& tokens);
    void onPrefillProgress(core::RequestId id, int doneTokens, int totalTokens);
    void onTextAppended(core::RequestId id, const QString& text, int tokens);
    void
    onFinished(core::RequestId id, core::FinishReason reason, const core::GenerationStats& stats);
    void onReceipt(core::RequestId id, const core::Receipt& receipt);
    void onFailed(core::RequestId id, core::ErrorCode code, const QString& message);

    ChatStore& m_store;
    Inference& m_inference;
    Settings& m_settings;

    ConversationId m_current = 0;
    ConversationId m_draft = -1;
    bool m_draftIsTemporary = false;
    QList<Message> m_path;             // what is shown
    std::optional<Message> m_compared; // beside its alternative in the path
    QString m_systemPrompt;            // of the current conversation; null: the one in the settings
    ContextPlan m_contextPlan;
    ContextFit m_fit; // told last, with what was not sent then and how to try again
    QString m_unsent;
    Step m_again;
    Summariser m_summariser;
    int m_opening = 0; // counts changes of conversation: a late reply is for one left since
    bool m_openPending = false;
    int m_comparison = 0; // counts what is asked for beside an answer, and what makes it void
    QHash<ConversationId, Turn> m_turns;
    QHash<quint64, ConversationId> m_conversationOf; // by request
    QHash<MessageId, Message>
        m_endedMeanwhile; // while a path is being read, which has them unended
    bool m_busyTold = false;
    QList<ConversationId> m_answeringTold;
    QThreadPool m_counting; // of tokens; one conversation at a time
    std::map<ExportFormat, Exporter> m_exporters;
    QThreadPool m_files; // reads and writes files; one at a time
    bool m_searching = false;
    std::optional<QString> m_nextSearch; // the latest one asked for during a search
};

} // namespace app

Q_DECLARE_METATYPE(app::ExportFormat)
