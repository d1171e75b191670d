<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
    <context>
        <name>app::Summariser</name>
        <message>
            <source>The summary was not finished, because the model was changed; ask for it again.</source>
            <translation>模型已更换，摘要没有完成；请重新生成摘要。</translation>
        </message>
        <message>
            <source>The model wrote no summary; ask for it again, or choose another model or a larger context window.</source>
            <translation>模型没有写出摘要；请重试，或选择其他模型或更大的上下文窗口。</translation>
        </message>
    </context>
    <context>
        <name>ImportText</name>
        <message>
            <source>%1 is not an export of conversations that can be read back; expected Fireside&apos;s own as JSON, or one of ChatGPT, LM Studio, GPT4All, Jan, Open WebUI or llama-server.</source>
            <translation>%1 不是可以读回的对话导出文件；应为 Fireside 自己的 JSON 导出，或 ChatGPT、LM Studio、GPT4All、Jan、Open WebUI、llama-server 的导出。</translation>
        </message>
        <message>
            <source>%1 is damaged or was saved only in part: it cannot be read from byte %2 on; export it again.</source>
            <translation>%1 已损坏或没有完整保存：从第 %2 字节起无法读取；请重新导出。</translation>
        </message>
        <message>
            <source>%1: %2 of %3 entries are no conversations.</source>
            <translation>%1：%3 项中有 %2 项不是对话。</translation>
        </message>
        <message>
            <source>%1: %2 lines cannot be read.</source>
            <translation>%1：有 %2 行无法读取。</translation>
        </message>
        <message>
            <source>%1: only the first %2 files were looked at.</source>
            <translation>%1：只查看了前 %2 个文件。</translation>
        </message>
        <message>
            <source>%1: expected a file of at most 1 GiB that can be read.</source>
            <translation>%1：需要可读取且不超过 1 GiB 的文件。</translation>
        </message>
        <message>
            <source>%1 messages of “%2” hold no text that can be read.</source>
            <translation>“%2”中有 %1 条消息不含可读取的文字。</translation>
        </message>
        <message>
            <source>“%1” holds no messages.</source>
            <translation>“%1”不含任何消息。</translation>
        </message>
        <message>
            <source>%1: expected a GPT4All chat of version 1 to %2, found version %3.</source>
            <translation>%1：需要版本 1 到 %2 的 GPT4All 对话，实际为版本 %3。</translation>
        </message>
        <message>
            <source>%1: the file is damaged; nothing of it can be read.</source>
            <translation>%1：文件已损坏，无法读取任何内容。</translation>
        </message>
        <message>
            <source>The file was exported by a newer Fireside; what this version does not know is left out.</source>
            <translation>该文件由较新的 Fireside 导出；此版本不认识的内容已略去。</translation>
        </message>
        <message>
            <source>%1 messages of “%2” cannot be read.</source>
            <translation>“%2”中有 %1 条消息无法读取。</translation>
        </message>
        <message>
            <source>%1 is damaged or locked with a password; download it again.</source>
            <translation>%1 已损坏或有密码保护；请重新下载。</translation>
        </message>
        <message>
            <source>%1: the conversations in it take more than %2.</source>
            <translation>%1：其中的对话超过 %2。</translation>
        </message>
        <message>
            <source>%1 is an archive without a file conversations.json, which those of ChatGPT have.</source>
            <translation>%1 是压缩包，但其中没有 ChatGPT 导出所含的 conversations.json 文件。</translation>
        </message>
    </context>
    <context>
        <name>DocumentText</name>
        <message>
            <source>%1 was still being read after %2 seconds; attach the part of it that matters.</source>
            <translation>读取 %1 已超过 %2 秒；请只附加需要的部分。</translation>
        </message>
        <message>
            <source>%1 has more than %2 characters of text; attach the part of it that matters.</source>
            <translation>%1 的文字超过 %2 个字符；请只附加需要的部分。</translation>
        </message>
        <message>
            <source>%1 is a damaged PDF file; get it again and attach that.</source>
            <translation>%1 是损坏的 PDF 文件；请重新获取后再附加。</translation>
        </message>
        <message>
            <source>%1 ends before its last page; it was saved only in part: get it again and attach that.</source>
            <translation>%1 不完整，只保存了一部分；请重新获取后再附加。</translation>
        </message>
        <message>
            <source>%1 is protected by a password; save a copy without one and attach that.</source>
            <translation>%1 受密码保护；请另存一份不带密码的副本后再附加。</translation>
        </message>
        <message>
            <source>%1 has %2 pages; attach PDF files of at most %3.</source>
            <translation>%1 有 %2 页；请附加不超过 %3 页的 PDF 文件。</translation>
        </message>
        <message>
            <source>%1 holds pictures of pages without any text, as a scanner makes them; run text recognition over it and attach that.</source>
            <translation>%1 只有页面图像而没有文字，可能是扫描件；请先进行文字识别后再附加。</translation>
        </message>
        <message>
            <source>%1 is a damaged Word document; get it again, or save it anew in your word processor, and attach that.</source>
            <translation>%1 是损坏的 Word 文档；请重新获取，或用文字处理软件重新保存后再附加。</translation>
        </message>
        <message>
            <source>%1 unpacks to more than %2; attach the part of it that matters.</source>
            <translation>%1 解压后超过 %2；请只附加需要的部分。</translation>
        </message>
        <message>
            <source>%1 is an archive and no Word document; attach text, code, PDF or DOCX files.</source>
            <translation>%1 是压缩包而不是 Word 文档；请附加文本、代码、PDF 或 DOCX 文件。</translation>
        </message>
        <message>
            <source>%1 is a Word document without any text; attach one with text, or write what matters into the message.</source>
            <translation>%1 是没有文字的 Word 文档；请附加有文字的文档，或把内容写进消息。</translation>
        </message>
        <message>
            <source>%1 is not plain text; attach text, code, Markdown, CSV, PDF or DOCX files.</source>
            <translation>%1 不是纯文本；请附加文本、代码、Markdown、CSV、PDF 或 DOCX 文件。</translation>
        </message>
        <message>
            <source>%1 is in the old format of Word and Office (.doc); save it as DOCX or PDF and attach that.</source>
            <translation>%1 是旧版 Word 或 Office 格式（.doc）；请另存为 DOCX 或 PDF 后再附加。</translation>
        </message>
        <message>
            <source>%1 is empty; attach a file with text in it.</source>
            <translation>%1 是空文件；请附加有文字内容的文件。</translation>
        </message>
        <message>
            <source>%1 could not be read: %2.</source>
            <translation>无法读取 %1：%2。</translation>
        </message>
        <message>
            <source>%1 has %2; attach files of at most %3.</source>
            <translation>%1 的大小为 %2；请附加不超过 %3 的文件。</translation>
        </message>
        <message>
            <source>%1 has %2; at most %3 of text go with a message. Paste the part of it that matters.</source>
            <translation>%1 有 %2；随消息最多可发送 %3 的文字。请只粘贴需要的部分。</translation>
        </message>
        <message>
            <source>%1 is a folder; attach the files in it.</source>
            <translation>%1 是文件夹；请附加其中的文件。</translation>
        </message>
        <message>
            <source>%1 is not a file with text in it.</source>
            <translation>%1 不是包含文字的文件。</translation>
        </message>
        <message>
            <source>%1 is no longer there; attach it from where it is now.</source>
            <translation>%1 已不在原处；请从现在的位置附加。</translation>
        </message>
        <message>
            <source>%1 is a picture, and the model reads no pictures; attach text, code, Markdown, CSV, PDF or DOCX files.</source>
            <translation>%1 是图片，而模型不能读取图片；请附加文本、代码、Markdown、CSV、PDF 或 DOCX 文件。</translation>
        </message>
        <message>
            <source>%1 is a model; attach it alone to open it.</source>
            <translation>%1 是模型；请单独附加它以打开。</translation>
        </message>
    </context>
    <context>
        <name>DayLabel</name>
        <message>
            <source>Today</source>
            <translation>今天</translation>
        </message>
        <message>
            <source>Yesterday</source>
            <translation>昨天</translation>
        </message>
        <message>
            <source>Previous 7 days</source>
            <translation>过去 7 天</translation>
        </message>
        <message>
            <source>Previous 30 days</source>
            <translation>过去 30 天</translation>
        </message>
    </context>
    <context>
        <name>ExportFormats</name>
        <message>
            <source>Markdown (*.md)</source>
            <translation>Markdown (*.md)</translation>
        </message>
        <message>
            <source>Web page (*.html)</source>
            <translation>网页 (*.html)</translation>
        </message>
        <message>
            <source>PDF (*.pdf)</source>
            <translation>PDF (*.pdf)</translation>
        </message>
        <message>
            <source>Everything, to be imported again (*.json)</source>
            <translation>完整数据，可再次导入 (*.json)</translation>
        </message>
    </context>
    <context>
        <name>MarkdownView</name>
        <message>
            <source>code</source>
            <translation>代码</translation>
        </message>
    </context>
    <context>
        <name>MessageText</name>
        <message numerus="yes">
            <source>%Ln tokens</source>
            <translation>
                <numerusform>%Ln 个词元</numerusform>
            </translation>
        </message>
        <message>
            <source> · %1 tokens/s</source>
            <translation> · %1 词元/秒</translation>
        </message>
        <message>
            <source>Edited</source>
            <translation>已编辑</translation>
        </message>
        <message>
            <source>Stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>Failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>Model: %1</source>
            <translation>模型：%1</translation>
        </message>
        <message numerus="yes">
            <source>Prompt: %Ln tokens, %1 of them remembered</source>
            <translation>
                <numerusform>提示：%Ln 个词元，其中 %1 个已在缓存</numerusform>
            </translation>
        </message>
        <message>
            <source>First word after %1 s</source>
            <translation>%1 秒后出现第一个字</translation>
        </message>
        <message>
            <source>Seed: %1</source>
            <translation>种子：%1</translation>
        </message>
        <message>
            <source>The model ended its answer</source>
            <translation>模型已结束回答</translation>
        </message>
        <message>
            <source>Reading %1 of %2 tokens</source>
            <translation>正在读取 %1 / %2 个词元</translation>
        </message>
        <message>
            <source>Paused at the limit</source>
            <translation>已在上限处暂停</translation>
        </message>
        <message numerus="yes">
            <source>Paused after %Ln more tokens</source>
            <translation>
                <numerusform>又生成 %Ln 个词元后暂停</numerusform>
            </translation>
        </message>
        <message>
            <source>The model can read no further: the context is full</source>
            <translation>模型无法继续：上下文已满</translation>
        </message>
        <message>
            <source>A person wrote or changed this answer</source>
            <translation>此回答由人撰写或修改</translation>
        </message>
        <message>
            <source>The answer was stopped before its end</source>
            <translation>回答在结束前被停止</translation>
        </message>
        <message>
            <source>about %1 s left</source>
            <translation>大约还需 %1 秒</translation>
        </message>
        <message>
            <source>about %1 min left</source>
            <translation>大约还需 %1 分钟</translation>
        </message>
    </context>
    <context>
        <name>QObject</name>
        <message>
            <source>No program of the desktop opens this link. It leads to</source>
            <translation>桌面上没有可以打开此链接的程序。它指向</translation>
        </message>
        <message>
            <source>The desktop opened no file manager. The file is</source>
            <translation>桌面没有打开文件管理器。文件位于</translation>
        </message>
        <message>
            <source>Open this link?</source>
            <translation>打开此链接？</translation>
        </message>
        <message>
            <source>This link leads to</source>
            <translation>此链接指向</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Copy address</source>
            <translation>复制地址</translation>
        </message>
    </context>
    <context>
        <name>SamplingPresets</name>
        <message>
            <source>Precise</source>
            <translation>精确</translation>
        </message>
        <message>
            <source>Keeps to the likeliest words: facts, code, summaries</source>
            <translation>只用最可能的词：事实、代码、摘要</translation>
        </message>
        <message>
            <source>Balanced</source>
            <translation>均衡</translation>
        </message>
        <message>
            <source>For everything; keeps small models to likelier words</source>
            <translation>适合各种用途；小模型只用更可能的词</translation>
        </message>
        <message>
            <source>Imaginative</source>
            <translation>想象</translation>
        </message>
        <message>
            <source>Takes rarer words: stories, ideas, names</source>
            <translation>用更少见的词：故事、点子、名字</translation>
        </message>
    </context>
    <context>
        <name>SpellingText</name>
        <message>
            <source>&quot;%1&quot; could not be kept in %2: %3. It counts as right until Fireside ends.</source>
            <translation>“%1”无法保存到 %2：%3。在 Fireside 退出之前它算作正确。</translation>
        </message>
    </context>
    <context>
        <name>AlertName</name>
        <message>
            <source>Note</source>
            <translation>注意</translation>
        </message>
        <message>
            <source>Tip</source>
            <translation>提示</translation>
        </message>
        <message>
            <source>Important</source>
            <translation>重要</translation>
        </message>
        <message>
            <source>Warning</source>
            <translation>警告</translation>
        </message>
        <message>
            <source>Caution</source>
            <translation>当心</translation>
        </message>
    </context>
    <context>
        <name>SpokenText</name>
        <message>
            <source>Code block, 1 line.</source>
            <translation>代码块，1 行。</translation>
        </message>
        <message>
            <source>Code block, %1 lines.</source>
            <translation>代码块，%1 行。</translation>
        </message>
    </context>
    <context>
        <name>StarterPrompts</name>
        <message>
            <source>Explain</source>
            <translation>解释</translation>
        </message>
        <message>
            <source>Explain {{topic}} in simple words.</source>
            <translation>用简单的话解释{{主题}}。</translation>
        </message>
        <message>
            <source>Summarise</source>
            <translation>总结</translation>
        </message>
        <message>
            <source>Summarise this text in three sentences:

{{text}}</source>
            <translation>用三句话总结这段文字：

{{文字}}</translation>
        </message>
        <message>
            <source>Translate</source>
            <translation>翻译</translation>
        </message>
        <message>
            <source>Translate into {{language}}:

{{text}}</source>
            <translation>翻译成{{语言}}：

{{文字}}</translation>
        </message>
        <message>
            <source>Improve</source>
            <translation>润色</translation>
        </message>
        <message>
            <source>Correct and improve this text, and keep its meaning:

{{text}}</source>
            <translation>修改并润色这段文字，保持原意：

{{文字}}</translation>
        </message>
        <message>
            <source>Ideas</source>
            <translation>点子</translation>
        </message>
        <message>
            <source>Give me five ideas for {{goal}}.</source>
            <translation>给我五个关于{{目标}}的点子。</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>代码</translation>
        </message>
        <message>
            <source>Write a function in {{language}} that {{does what}}.</source>
            <translation>用{{语言}}写一个函数，功能是{{做什么}}。</translation>
        </message>
    </context>
    <context>
        <name>ModelErrorText</name>
        <message>
            <source>%1 is no longer there; bring it back, or choose another model. (%2)</source>
            <translation>%1 已不在原处；请将其恢复，或选择其他模型。（%2）</translation>
        </message>
        <message>
            <source>%1</source>
            <comment>a model, or a part of it, is not there; %1: details</comment>
            <translation>找不到模型或它的一部分。详情：%1</translation>
        </message>
        <message>
            <source>%1</source>
            <comment>a model&apos;s file cannot be read; %1: details</comment>
            <translation>无法读取模型文件。详情：%1</translation>
        </message>
        <message>
            <source>%1</source>
            <comment>the file is no model; %1: details</comment>
            <translation>这个文件不是模型；请选择其他文件。详情：%1</translation>
        </message>
        <message>
            <source>%1</source>
            <comment>a model is damaged or cut short; %1: details</comment>
            <translation>模型文件已损坏或不完整；请重新下载。详情：%1</translation>
        </message>
        <message>
            <source>%1</source>
            <comment>architecture, quantisation or form of a model is not known; %1: details</comment>
            <translation>此版本不支持该模型的架构、量化类型或格式；请选择其他模型。详情：%1</translation>
        </message>
        <message>
            <source>%1</source>
            <comment>a model does not fit into memory; %1: details</comment>
            <translation>内存不足，无法打开该模型；请选择较小的模型或较小的上下文窗口。详情：%1</translation>
        </message>
        <message>
            <source>%1</source>
            <comment>a model cannot be opened; %1: details</comment>
            <translation>无法打开该模型。详情：%1</translation>
        </message>
    </context>
    <context>
        <name>StoreText</name>
        <message>
            <source>Deleted from “%1”</source>
            <translation>从“%1”中删除</translation>
        </message>
        <message>
            <source>The message could not be deleted</source>
            <translation>无法删除消息</translation>
        </message>
        <message>
            <source>The message could not be put back</source>
            <translation>无法恢复消息</translation>
        </message>
        <message>
            <source>%1 (copy)</source>
            <translation>%1（副本）</translation>
        </message>
        <message>
            <source>%1 (copy %2)</source>
            <translation>%1（副本 %2）</translation>
        </message>
        <message>
            <source>The conversation could not be begun</source>
            <translation>无法开始对话</translation>
        </message>
        <message>
            <source>Conversations cannot be saved</source>
            <translation>无法保存对话</translation>
        </message>
        <message>
            <source>The list of conversations could not be read</source>
            <translation>无法读取对话列表</translation>
        </message>
        <message>
            <source>The conversation could not be read</source>
            <translation>无法读取对话</translation>
        </message>
        <message>
            <source>The conversation is not there any more; choose another one.</source>
            <translation>该对话已不存在；请选择另一个。</translation>
        </message>
        <message>
            <source>The message could not be read</source>
            <translation>无法读取消息</translation>
        </message>
        <message>
            <source>The message is not there.</source>
            <translation>该消息不存在。</translation>
        </message>
        <message>
            <source>This message was damaged on disk; it may read differently.</source>
            <translation>这条消息在磁盘上已损坏；内容可能与原来不同。</translation>
        </message>
        <message>
            <source>A message here cannot be read: the disk or the file is damaged. Start Fireside again: it restores what can be read.</source>
            <translation>此处有一条消息无法读取：磁盘或文件已损坏。请重新启动 Fireside：它会恢复可读取的内容。</translation>
        </message>
        <message>
            <source>A small part of the file with the conversations was damaged and has been mended. Should messages be missing or in a wrong place, earlier copies are in the folder %1.</source>
            <translation>存放对话的文件有一小部分已损坏，现已修复。如有消息缺失或位置不对，较早的副本位于文件夹 %1。</translation>
        </message>
        <message>
            <source>The conversations could not be imported</source>
            <translation>无法导入对话</translation>
        </message>
        <message>
            <source>What was written and not sent could not be read</source>
            <translation>无法读取尚未发送的文字</translation>
        </message>
        <message>
            <source>What is being written could not be saved</source>
            <translation>无法保存正在输入的文字</translation>
        </message>
        <message>
            <source>The probabilities of an answer could not be saved</source>
            <translation>无法保存回答的概率</translation>
        </message>
        <message>
            <source>The probabilities of an answer could not be read</source>
            <translation>无法读取回答的概率</translation>
        </message>
        <message>
            <source>The conversations could not be searched</source>
            <translation>无法搜索对话</translation>
        </message>
        <message>
            <source>The messages could not be searched</source>
            <translation>无法搜索消息</translation>
        </message>
        <message>
            <source>The message could not be saved</source>
            <translation>无法保存消息</translation>
        </message>
        <message>
            <source>The answer could not be saved</source>
            <translation>无法保存回答</translation>
        </message>
        <message>
            <source>The unfinished answers could not be read</source>
            <translation>无法读取未完成的回答</translation>
        </message>
        <message>
            <source>The answer could not be continued</source>
            <translation>无法继续回答</translation>
        </message>
        <message>
            <source>The other answer could not be chosen</source>
            <translation>无法切换到另一个回答</translation>
        </message>
        <message>
            <source>The conversation could not be copied</source>
            <translation>无法复制对话</translation>
        </message>
        <message>
            <source>The new title could not be saved</source>
            <translation>无法保存新标题</translation>
        </message>
        <message>
            <source>The system prompt could not be saved</source>
            <translation>无法保存系统提示词</translation>
        </message>
        <message>
            <source>The pin could not be saved</source>
            <translation>无法保存置顶状态</translation>
        </message>
        <message>
            <source>The conversation could not be moved</source>
            <translation>无法移动对话</translation>
        </message>
        <message>
            <source>The tags could not be saved</source>
            <translation>无法保存标签</translation>
        </message>
        <message>
            <source>The folder could not be renamed</source>
            <translation>无法重命名文件夹</translation>
        </message>
        <message>
            <source>The conversation could not be deleted</source>
            <translation>无法删除对话</translation>
        </message>
        <message>
            <source>The conversation could not be restored</source>
            <translation>无法恢复对话</translation>
        </message>
        <message>
            <source>The trash could not be emptied</source>
            <translation>无法清空回收站</translation>
        </message>
        <message>
            <source>%1: the conversation is not there any more.</source>
            <translation>%1：该对话已不存在。</translation>
        </message>
        <message>
            <source>An interrupted answer could not be saved</source>
            <translation>无法保存被中断的回答</translation>
        </message>
        <message>
            <source>The backup of the conversations could not be made</source>
            <translation>无法备份对话</translation>
        </message>
        <message>
            <source>%1: %2 cannot be written. Allow writing to its folder.</source>
            <translation>%1：无法写入 %2。请允许写入其所在文件夹。</translation>
        </message>
        <message>
            <source>The daily check found damage in %1. Start Fireside again: it keeps the file aside and restores what can be read.</source>
            <translation>每日检查发现 %1 已损坏。请重新启动 Fireside：它会另存该文件并恢复可读取的内容。</translation>
        </message>
        <message>
            <source>Conversations cannot be saved because the folder %1 cannot be made; they are kept until Fireside closes.</source>
            <translation>无法创建文件夹 %1，因此不能保存对话；它们会保留到 Fireside 关闭为止。</translation>
        </message>
        <message>
            <source>The conversations were written by a newer version of Fireside and can only be read with this one; install the newer version to go on with them.</source>
            <translation>这些对话由更新版本的 Fireside 写入，此版本只能读取；请安装更新版本以继续使用。</translation>
        </message>
        <message>
            <source>The conversations in %1 are damaged and the file cannot be moved aside; new ones are kept until Fireside closes.</source>
            <translation>%1 中的对话已损坏，且该文件无法移开；新对话会保留到 Fireside 关闭为止。</translation>
        </message>
        <message>
            <source>The file with the conversations was damaged; it is kept as %1</source>
            <translation>保存对话的文件已损坏，现另存为 %1</translation>
        </message>
        <message>
            <source>. The conversations were restored from the backup of %1</source>
            <translation>。对话已从 %1 的备份恢复</translation>
        </message>
        <message>
            <source>, and %1 newer messages from the damaged file.</source>
            <translation>，并从损坏的文件中取回了 %1 条较新的消息。</translation>
        </message>
        <message>
            <source>; what was written since then is missing.</source>
            <translation>；此后写入的内容已缺失。</translation>
        </message>
        <message>
            <source>, and the %1 messages that could be read were taken over from it.</source>
            <translation>，其中可读取的 %1 条消息已取回。</translation>
        </message>
        <message>
            <source>, and a new one was begun.</source>
            <translation>，并已新建一个文件。</translation>
        </message>
        <message>
            <source>%1: the disk that holds %2 is full. Free some space; what was saved before is safe.</source>
            <translation>%1：%2 所在的磁盘已满。请腾出一些空间；此前保存的内容是安全的。</translation>
        </message>
        <message>
            <source>%1: Fireside has to write to %2 and its folder, and is not allowed to. Allow writing to both; until then what was saved can be read, nothing new is kept, and a temporary conversation needs no file.</source>
            <translation>%1：Fireside 需要写入 %2 及其所在文件夹，但没有权限。请允许写入二者；在此之前，已保存的内容可以阅读，新内容不会保存，临时对话不需要文件。</translation>
        </message>
        <message>
            <source>%1: %2 cannot be opened. Check that its folder is there and may be written.</source>
            <translation>%1：无法打开 %2。请检查其文件夹是否存在且可写入。</translation>
        </message>
        <message>
            <source>%1: another program has %2 open. Close it and start Fireside again.</source>
            <translation>%1：另一个程序已打开 %2。请将其关闭后重新启动 Fireside。</translation>
        </message>
        <message>
            <source>%1: %2 is damaged. Start Fireside again; the file will be kept aside.</source>
            <translation>%1：%2 已损坏。请重新启动 Fireside；该文件将被另存。</translation>
        </message>
        <message>
            <source>%1: what it belongs to is not there any more.</source>
            <translation>%1：其所属内容已不存在。</translation>
        </message>
        <message>
            <source>%1: writing to or reading from %2 failed (%3). Check the disk; what was saved before is safe.</source>
            <translation>%1：读写 %2 失败（%3）。请检查磁盘；此前保存的内容是安全的。</translation>
        </message>
        <message>
            <source>What the model reads could not be saved</source>
            <translation>无法保存模型所读取的内容</translation>
        </message>
    </context>
    <context>
        <name>TokenText</name>
        <message>
            <source>under 0.1 %</source>
            <translation>不到 0.1 %</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1 %</translation>
        </message>
        <message>
            <source>(end of the answer)</source>
            <translation>（回答结束）</translation>
        </message>
        <message>
            <source>part of a character (%1)</source>
            <translation>字符的一部分（%1）</translation>
        </message>
        <message>
            <source>No probabilities are kept of this answer.</source>
            <translation>此回答没有保存概率。</translation>
        </message>
        <message>
            <source>The model was sure of %1 % of the words</source>
            <translation>模型对 %1 % 的词有把握</translation>
        </message>
    </context>
    <context>
        <name>app::ChatController</name>
        <message>
            <source>The conversation is too long for the model. Shorten the last message or take a file off it, start a new conversation, or enlarge the context window in the settings.</source>
            <translation>对话超出了模型能读取的长度。请缩短最后一条消息或移除其中的文件、开始新对话，或在设置中增大上下文窗口。</translation>
        </message>
        <message>
            <source>The model is still loading. Your message is kept; choose Regenerate when it is ready.</source>
            <translation>模型仍在加载。你的消息已保留；加载完成后请选择“重新回答”。</translation>
        </message>
        <message>
            <source>No model is loaded. Your message is kept; open a model, then choose Regenerate.</source>
            <translation>尚未加载模型。你的消息已保留；请打开模型，然后选择“重新回答”。</translation>
        </message>
        <message>
            <source>%1 could not be written, because its folder is not there. Choose another place.</source>
            <translation>无法写入 %1，因为它所在的文件夹不存在。请选择其他位置。</translation>
        </message>
        <message>
            <source>%1 could not be written: %2. Choose another place.</source>
            <translation>无法写入 %1：%2。请选择其他位置。</translation>
        </message>
        <message>
            <source>%1 could not be written: %2. Choose another place, or make room there.</source>
            <translation>无法写入 %1：%2。请选择其他位置，或在该处腾出空间。</translation>
        </message>
        <message>
            <source>Fireside cannot write this format here; choose another one.</source>
            <translation>Fireside 在此无法写入这种格式；请选择其他格式。</translation>
        </message>
    </context>
    <context>
        <name>app::Application</name>
        <message>
            <source>%1 is no longer in %2; %3 is opened.</source>
            <translation>%1 已不在 %2；已改为打开 %3。</translation>
        </message>
        <message>
            <source>Choose file…</source>
            <translation>选择文件…</translation>
        </message>
    </context>
    <context>
        <name>app::DesktopNotifier</name>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
    </context>
    <context>
        <name>app::EngineSet</name>
        <message>
            <source>%1 does not fit into memory beside %2: together they take %3, and there are %4; choose a smaller model.</source>
            <translation>内存容纳不下 %1 与 %2 同时加载：两者共需 %3，可用 %4；请选择更小的模型。</translation>
        </message>
    </context>
    <context>
        <name>app::HttpService</name>
        <message>
            <source>Port %1 on %2 is in use by another program; stop that program or choose another port.</source>
            <translation>%2 上的端口 %1 正被其他程序使用；请停止该程序或选择其他端口。</translation>
        </message>
        <message>
            <source>The system does not allow listening on port %1 of %2; choose a port above 1023.</source>
            <translation>系统不允许监听 %2 的端口 %1；请选择大于 1023 的端口。</translation>
        </message>
        <message>
            <source>%1 is not an address of this computer; listen on 127.0.0.1, or on one of its addresses.</source>
            <translation>%1 不是此电脑的地址；请监听 127.0.0.1 或它的其他地址。</translation>
        </message>
        <message>
            <source>The endpoint cannot listen on port %1 of %2 (%3); choose another address or port.</source>
            <translation>接口无法监听 %2 的端口 %1（%3）；请选择其他地址或端口。</translation>
        </message>
        <message>
            <source>"%1" is not an address to listen on; expected localhost or an IP address such as 127.0.0.1.</source>
            <translation>“%1”不是可监听的地址；应为 localhost 或 IP 地址，例如 127.0.0.1。</translation>
        </message>
        <message>
            <source>Listening on %1 lets other computers in, which needs an API key; set one, or listen on 127.0.0.1.</source>
            <translation>监听 %1 会允许其他电脑访问，因此需要 API 密钥；请设置密钥，或监听 127.0.0.1。</translation>
        </message>
    </context>
    <context>
        <name>app::InferenceService</name>
        <message>
            <source>No model is loaded; open one first.</source>
            <translation>尚未加载模型；请先打开一个。</translation>
        </message>
        <message>
            <source>This model is not loaded any more; open it again.</source>
            <translation>此模型已不再加载；请重新打开它。</translation>
        </message>
    </context>
    <context>
        <name>app::PortalShortcut</name>
        <message>
            <source>Ask a quick question</source>
            <translation>快速提问</translation>
        </message>
    </context>
    <context>
        <name>app::Tray</name>
        <message>
            <source>Ask a quick question</source>
            <translation>快速提问</translation>
        </message>
        <message>
            <source>Show Fireside</source>
            <translation>显示 Fireside</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Fireside is still here</source>
            <translation>Fireside 仍在运行</translation>
        </message>
        <message>
            <source>Its windows come back from the tray. The settings say whether it stays there; its menu ends it.</source>
            <translation>可从托盘重新打开窗口。是否留在托盘可在设置中更改；托盘菜单可退出程序。</translation>
        </message>
    </context>
    <context>
        <name>ui::AboutDialog</name>
        <message>
            <source>About Fireside</source>
            <translation>关于 Fireside</translation>
        </message>
        <message>
            <source>Fireside %1</source>
            <translation>Fireside %1</translation>
        </message>
        <message>
            <source>A private chat with a language model on the computer you already have.</source>
            <translation>在你自己的电脑上，与语言模型私密对话。</translation>
        </message>
        <message>
            <source>Engine</source>
            <translation>引擎</translation>
        </message>
        <message>
            <source>Fireside's own, on the processor</source>
            <translation>Fireside 自有引擎，在处理器上运行</translation>
        </message>
        <message>
            <source>Fireside's own, on the processor with %1 instructions</source>
            <translation>Fireside 自有引擎，在处理器上运行（%1 指令集）</translation>
        </message>
        <message>
            <source>System</source>
            <translation>系统</translation>
        </message>
        <message>
            <source>Qt %1 on %2</source>
            <translation>Qt %1，%2</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>GNU General Public License, version 3 or later</source>
            <translation>GNU 通用公共许可证第 3 版或更高版本</translation>
        </message>
        <message>
            <source>With</source>
            <translation>使用</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Log…</source>
            <translation>日志…</translation>
        </message>
        <message>
            <source>For reports of faults</source>
            <translation>用于报告问题</translation>
        </message>
        <message>
            <source>Qt, OpenBLAS, SentencePiece, SQLite, Poppler, libzip, Hunspell, PCRE2, utf8proc, fmt, nlohmann/json and tl::expected under their own licences</source>
            <translation>Qt、OpenBLAS、SentencePiece、SQLite、Poppler、libzip、Hunspell、PCRE2、utf8proc、fmt、nlohmann/json 和 tl::expected，各按其自身许可证</translation>
        </message>
    </context>
    <context>
        <name>ui::AnswerAlerts</name>
        <message>
            <source>The answer has failed.</source>
            <translation>回答失败。</translation>
        </message>
        <message>
            <source>The answer is there.</source>
            <translation>回答已完成。</translation>
        </message>
        <message>
            <source>Temporary conversation</source>
            <translation>临时对话</translation>
        </message>
        <message>
            <source>Fireside</source>
            <translation>Fireside</translation>
        </message>
    </context>
    <context>
        <name>ui::AnswerHead</name>
        <message>
            <source>Go on with this one</source>
            <translation>用这个继续</translation>
        </message>
        <message>
            <source>Unknown model</source>
            <translation>未知模型</translation>
        </message>
        <message>
            <source>A message you send now follows this answer</source>
            <translation>现在发送的消息接在此回答之后</translation>
        </message>
        <message>
            <source>Go on with the answer of %1</source>
            <translation>用 %1 的回答继续</translation>
        </message>
    </context>
    <context>
        <name>ui::SettingsPage</name>
        <message>
            <source>%1 to %2</source>
            <translation>%1 至 %2</translation>
        </message>
        <message>
            <source>usually %1 to %2</source>
            <translation>通常为 %1 至 %2</translation>
        </message>
    </context>
    <context>
        <name>ui::AnswersPage</name>
        <message>
            <source>system prompt custom persona role</source>
            <translation>系统提示 系统提示词 角色 人设</translation>
        </message>
        <message>
            <source>creativity randomness</source>
            <translation>创意 创造力 随机</translation>
        </message>
        <message>
            <source>nucleus sampling</source>
            <translation>核采样</translation>
        </message>
        <message>
            <source>sampling</source>
            <translation>采样</translation>
        </message>
        <message>
            <source>repetition loops</source>
            <translation>重复惩罚 循环</translation>
        </message>
        <message>
            <source>maximum length limit</source>
            <translation>最大长度 上限 限制</translation>
        </message>
        <message>
            <source>random reproducible</source>
            <translation>随机 可重复</translation>
        </message>
        <message>
            <source>names naming conversations</source>
            <translation>名称 命名 对话标题</translation>
        </message>
        <message>
            <source>reset</source>
            <translation>重置</translation>
        </message>
        <message>
            <source>Answers</source>
            <translation>回答</translation>
        </message>
        <message>
            <source>For example: Answer briefly and in plain words.</source>
            <translation>例如：用简短、平实的语言回答。</translation>
        </message>
        <message>
            <source>Instructions</source>
            <translation>指令</translation>
        </message>
        <message>
            <source>What the model is told first in every conversation that has none of its own; nothing while this is empty.</source>
            <translation>在没有自己指令的对话中先告诉模型的内容；留空则什么也不说。</translation>
        </message>
        <message>
            <source>Imagination (temperature)</source>
            <translation>想象力（温度）</translation>
        </message>
        <message>
            <source>0 always takes the likeliest word; 0.7 is lively; above 1 grows wild.</source>
            <translation>0 总是选最可能的词；0.7 较生动；超过 1 会变得奔放。</translation>
        </message>
        <message>
            <source>Share of likely words (top P)</source>
            <translation>候选词比例（top P）</translation>
        </message>
        <message>
            <source>Only the likeliest words that together reach this share; 1 allows all.</source>
            <translation>只取合计达到此比例的最可能的词；1 表示全部允许。</translation>
        </message>
        <message>
            <source>No limit</source>
            <translation>不限</translation>
        </message>
        <message>
            <source>Number of likely words (top K)</source>
            <translation>候选词数量（top K）</translation>
        </message>
        <message>
            <source>Only so many of the likeliest words.</source>
            <translation>只取这么多个最可能的词。</translation>
        </message>
        <message>
            <source>Leave out unlikely words (min P)</source>
            <translation>排除罕见词（min P）</translation>
        </message>
        <message>
            <source>Drops words that are this much less likely than the best one; 0 drops none.</source>
            <translation>舍去可能性低于最佳词此倍数的词；0 表示不舍去。</translation>
        </message>
        <message>
            <source>Avoid repetition (repeat penalty)</source>
            <translation>避免重复（重复惩罚）</translation>
        </message>
        <message>
            <source>1 is off; 1.1 is gentle.</source>
            <translation>1 为关闭；1.1 较温和。</translation>
        </message>
        <message>
            <source>Longest answer</source>
            <translation>最长回答</translation>
        </message>
        <message>
            <source>A new one each time</source>
            <translation>每次随机</translation>
        </message>
        <message>
            <source>Seed</source>
            <translation>随机种子</translation>
        </message>
        <message>
            <source>The same number gives the same answer to the same conversation. Each other version of an answer adds one to it.</source>
            <translation>同样的数字会对同样的对话给出同样的回答。一个回答的每个其他版本依次加一。</translation>
        </message>
        <message>
            <source>Restore defaults</source>
            <translation>恢复默认</translation>
        </message>
        <message>
            <source>Defaults</source>
            <translation>默认值</translation>
        </message>
        <message>
            <source>Of the numbers above. While nobody changes them, they are what suits the model: small ones keep to likelier words.</source>
            <translation>以上各项数值。未改动时取适合该模型的数值：小模型更偏向可能性高的词。</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>In tokens; a token is about three quarters of a word. An answer that stops there can be continued.</source>
            <translation>以词元计；一个词元约为四分之三个英文单词。停在上限处的回答可以继续。</translation>
        </message>
        <message>
            <source>Written by the model</source>
            <translation>由模型撰写</translation>
        </message>
        <message>
            <source>Titles</source>
            <translation>标题</translation>
        </message>
        <message>
            <source>After the first answer, while the model has nothing else to do. Models of fewer than 600 million parameters write no good ones: the first words stay.</source>
            <translation>在第一个回答之后，模型空闲时。参数不足 6 亿的模型写不出好标题，仍用开头的文字。</translation>
        </message>
    </context>
    <context>
        <name>ui::AppearancePage</name>
        <message>
            <source>colors colours night mode</source>
            <translation>颜色 配色 夜间模式</translation>
        </message>
        <message>
            <source>font zoom scale larger letters</source>
            <translation>字体 缩放 放大 大小</translation>
        </message>
        <message>
            <source>translation</source>
            <translation>翻译 界面语言</translation>
        </message>
        <message>
            <source>alerts messages popup</source>
            <translation>提醒 弹窗</translation>
        </message>
        <message>
            <source>background icon close minimize</source>
            <translation>后台 图标 关闭 最小化</translation>
        </message>
        <message>
            <source>shortcut hotkey keyboard quick ask</source>
            <translation>快捷键 热键 键盘 快速提问</translation>
        </message>
        <message>
            <source>dictionary typos orthography</source>
            <translation>词典 错别字</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Spell-checking</source>
            <translation>拼写检查</translation>
        </message>
        <message>
            <source>Underlines words of your messages that no dictionary knows. None is installed: Fireside takes those of Hunspell, such as the package hunspell-en-us.</source>
            <translation>在你的消息中，为词典里没有的词加下划线。尚未安装词典：Fireside 使用 Hunspell 的词典，例如软件包 hunspell-en-us。</translation>
        </message>
        <message>
            <source>Underlines words of your messages that no dictionary knows; their menu offers others.</source>
            <translation>在你的消息中，为词典里没有的词加下划线；右键菜单中有建议的写法。</translation>
        </message>
        <message>
            <source>Appearance</source>
            <translation>外观</translation>
        </message>
        <message>
            <source>As the desktop</source>
            <translation>跟随系统</translation>
        </message>
        <message>
            <source>Light</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>High contrast, light</source>
            <translation>高对比度，浅色</translation>
        </message>
        <message>
            <source>High contrast, dark</source>
            <translation>高对比度，深色</translation>
        </message>
        <message>
            <source>Theme</source>
            <translation>主题</translation>
        </message>
        <message>
            <source>%1 %</source>
            <translation>%1%</translation>
        </message>
        <message>
            <source>Text size</source>
            <translation>文字大小</translation>
        </message>
        <message>
            <source>Language</source>
            <translation>语言</translation>
        </message>
        <message>
            <source>Notifications</source>
            <translation>通知</translation>
        </message>
        <message>
            <source>When a long answer is ready and Fireside is in the background.</source>
            <translation>较长的回答完成且 Fireside 在后台时发出通知。</translation>
        </message>
        <message>
            <source>Keep Fireside in the tray</source>
            <translation>在系统托盘中保留 Fireside</translation>
        </message>
        <message>
            <source>From there it takes a quick question or shows its windows. It stays when the last one is closed, and goes on answering.</source>
            <translation>可从托盘快速提问或显示窗口。关闭最后一个窗口后，Fireside 会留在托盘中并继续回答。</translation>
        </message>
        <message>
            <source>This desktop has no tray now.</source>
            <translation>此桌面目前没有系统托盘。</translation>
        </message>
        <message>
            <source>A key for a quick question</source>
            <translation>快速提问的快捷键</translation>
        </message>
        <message>
            <source>It opens a small window while you are in another program, as long as Fireside runs. The desktop lets you choose the key.</source>
            <translation>Fireside 运行时，可在其他程序中用它打开一个小窗口。快捷键由桌面让你选择。</translation>
        </message>
        <message>
            <source>The desktop is being asked for a key…</source>
            <translation>正在向桌面请求快捷键…</translation>
        </message>
        <message>
            <source>The desktop has accepted it; its keyboard settings say the key.</source>
            <translation>桌面已接受；具体按键见桌面的键盘设置。</translation>
        </message>
        <message>
            <source>The key: %1</source>
            <translation>快捷键：%1</translation>
        </message>
        <message>
            <source>The desktop was told not to give it a key.</source>
            <translation>你已让桌面不分配快捷键。</translation>
        </message>
        <message>
            <source>This desktop gives programs no keys. In its keyboard settings, give one to the command: %1</source>
            <translation>此桌面不向程序分配快捷键。请在其键盘设置中为此命令指定快捷键：%1</translation>
        </message>
    </context>
    <context>
        <name>ui::AttachmentChips</name>
        <message>
            <source>Show the text of %1</source>
            <translation>查看 %1 的文字</translation>
        </message>
        <message>
            <source>What the model reads of this file.</source>
            <translation>模型读到的此文件内容。</translation>
        </message>
        <message>
            <source>is being read…</source>
            <translation>正在读取…</translation>
        </message>
        <message numerus="yes">
            <source>%Ln tokens</source>
            <translation>
                <numerusform>%Ln 个词元</numerusform>
            </translation>
        </message>
        <message>
            <source>Remove %1</source>
            <translation>移除 %1</translation>
        </message>
    </context>
    <context>
        <name>ui::BusyDots</name>
        <message>
            <source>Working</source>
            <translation>处理中</translation>
        </message>
    </context>
    <context>
        <name>ui::ChatPage</name>
        <message>
            <source>No word of the answers in view is uncertain.</source>
            <translation>可见的回答中没有不确定的词。</translation>
        </message>
        <message>
            <source>No probabilities are kept of the answers in view.</source>
            <translation>可见的回答没有保存概率。</translation>
        </message>
        <message>
            <source>The model had nothing to add.</source>
            <translation>模型没有要补充的内容。</translation>
        </message>
        <message>
            <source>This version and what followed it is in the trash</source>
            <translation>此版本及其后的内容已移到回收站</translation>
        </message>
        <message>
            <source>The question and its answer are in the trash</source>
            <translation>问题及其回答已移到回收站</translation>
        </message>
        <message>
            <source>A place is still to be filled in. Enter again sends it as it is.</source>
            <translation>还有一处需要填写。再按一次 Enter 将原样发送。</translation>
        </message>
        <message>
            <source>A temporary conversation can be copied once it is kept.</source>
            <translation>临时对话需先保留，然后才能复制。</translation>
        </message>
        <message>
            <source>Edit discarded</source>
            <translation>修改已放弃</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Memory of a conversation: %1 tokens, with every model. The settings change it, under Engine.</source>
            <translation>对话的记忆：%1 个 token，适用于所有模型。可在设置的“引擎”中更改。</translation>
        </message>
        <message>
            <source>Write a message</source>
            <translation>输入消息</translation>
        </message>
        <message>
            <source>Message %1</source>
            <translation>发消息给 %1</translation>
        </message>
        <message>
            <source>The model is being loaded…</source>
            <translation>正在加载模型…</translation>
        </message>
        <message>
            <source>Choose a model to start</source>
            <translation>请先选择模型</translation>
        </message>
        <message>
            <source>The model could not be loaded.</source>
            <translation>无法加载模型。</translation>
        </message>
        <message>
            <source>This model has no chat template: it was probably made to continue texts, and its answers may wander. For conversations choose a model whose name says “Instruct”, “Chat” or “it”.</source>
            <translation>此模型没有聊天模板：它很可能只用于续写文本，回答可能会跑题。要对话，请选择名称中带有“Instruct”、“Chat”或“it”的模型。</translation>
        </message>
        <message>
            <source>The chat template of this model cannot be used, so Fireside takes a plain one and its answers may be worse: %1</source>
            <translation>此模型的聊天模板无法使用，因此 Fireside 改用简单模板，回答质量可能下降：%1</translation>
        </message>
        <message>
            <source>None yet? On huggingface.co search for “Instruct GGUF”; a file of about 1 GB suits most computers.</source>
            <translation>还没有模型？在 huggingface.co 上搜索“Instruct GGUF”；约 1 GB 的文件适合大多数电脑。</translation>
        </message>
        <message>
            <source>Answer copied</source>
            <translation>已复制回答</translation>
        </message>
    </context>
    <context>
        <name>ui::ChatView</name>
        <message>
            <source>To the end</source>
            <translation>跳到末尾</translation>
        </message>
        <message>
            <source>Conversation</source>
            <translation>对话</translation>
        </message>
    </context>
    <context>
        <name>ui::CompareStrip</name>
        <message>
            <source>Do not compare</source>
            <translation>不比较</translation>
        </message>
        <message>
            <source>%1 and %2 both answer your next message.</source>
            <translation>%1 和 %2 将同时回答你的下一条消息。</translation>
        </message>
    </context>
    <context>
        <name>ui::ModelChangeStrip</name>
        <message>
            <source>Stop writing and open it</source>
            <translation>停止生成并打开</translation>
        </message>
        <message>
            <source>Keep the present model</source>
            <translation>保留当前模型</translation>
        </message>
        <message>
            <source>An answer is being written. %1 will be opened when it has ended.</source>
            <translation>正在生成一个回答。结束后将打开 %1。</translation>
        </message>
        <message>
            <source>%1 answers are being written. %2 will be opened when they have ended.</source>
            <translation>正在生成 %1 个回答。全部结束后将打开 %2。</translation>
        </message>
    </context>
    <context>
        <name>ui::Composer</name>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Message</source>
            <translation>消息</translation>
        </message>
        <message>
            <source>Stop (Esc)</source>
            <translation>停止 (Esc)</translation>
        </message>
        <message>
            <source>Send (Enter)</source>
            <translation>发送 (回车)</translation>
        </message>
    </context>
    <context>
        <name>ui::ComposerTools</name>
        <message>
            <source>Attach files</source>
            <translation>附加文件</translation>
        </message>
        <message>
            <source>Text, code, PDF and DOCX (*)</source>
            <translation>文本、代码、PDF 和 DOCX (*)</translation>
        </message>
        <message>
            <source>PDF and Word documents (*.pdf *.docx)</source>
            <translation>PDF 和 Word 文档 (*.pdf *.docx)</translation>
        </message>
        <message>
            <source>Saved prompts (/)</source>
            <translation>常用提示词 (/)</translation>
        </message>
        <message>
            <source>Instructions for this conversation</source>
            <translation>此对话的指令</translation>
        </message>
        <message>
            <source>Pasted text</source>
            <translation>粘贴的文本</translation>
        </message>
        <message>
            <source>This conversation has its own instructions</source>
            <translation>此对话有自己的指令</translation>
        </message>
        <message>
            <source>Custom</source>
            <translation>自定义</translation>
        </message>
        <message>
            <source>How freely the model chooses its words</source>
            <translation>模型选词的自由程度</translation>
        </message>
        <message>
            <source>Style of the answers: %1</source>
            <translation>回答风格：%1</translation>
        </message>
        <message>
            <source>What was pasted</source>
            <translation>粘贴的内容</translation>
        </message>
    </context>
    <context>
        <name>ui::ContextMeter</name>
        <message>
            <source>%1 / %2</source>
            <translation>%1 / %2</translation>
        </message>
        <message>
            <source>The model reads up to %1 tokens at once. A token is about three quarters of a word.</source>
            <translation>模型一次最多可读 %1 个词元。一个汉字约为一到两个词元。</translation>
        </message>
        <message>
            <source>This conversation: %1</source>
            <translation>此对话：%1</translation>
        </message>
        <message>
            <source>What you are writing: %1</source>
            <translation>正在输入：%1</translation>
        </message>
        <message>
            <source>Free: %1</source>
            <translation>剩余：%1</translation>
        </message>
        <message>
            <source>Too long by: %1</source>
            <translation>超出：%1</translation>
        </message>
        <message>
            <source>First word in about %1 s</source>
            <translation>约 %1 秒后出现第一个字</translation>
        </message>
        <message>
            <source>Context: %1 tokens</source>
            <translation>上下文：%1 个词元</translation>
        </message>
        <message>
            <source>%1 / %2 · first word in %3 s</source>
            <translation>%1 / %2 · %3 秒后出现首字</translation>
        </message>
        <message numerus="yes">
            <source>The model does not read the first %n messages any more.</source>
            <translation>
                <numerusform>模型不再读取最前面的 %n 条消息。</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ui::ConversationModel</name>
        <message>
            <source>New conversation</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>Pinned</source>
            <translation>已置顶</translation>
        </message>
        <message>
            <source>%1, is answering</source>
            <translation>%1，正在回答</translation>
        </message>
        <message>
            <source>Archive</source>
            <translation>归档</translation>
        </message>
        <message>
            <source>%1, closed</source>
            <translation>%1，已折叠</translation>
        </message>
        <message>
            <source>%1, open</source>
            <translation>%1，已展开</translation>
        </message>
        <message>
            <source>Shown in this window</source>
            <translation>在此窗口中打开</translation>
        </message>
        <message>
            <source>%1, new answer</source>
            <translation>%1，有新回答</translation>
        </message>
    </context>
    <context>
        <name>ui::ConversationsPage</name>
        <message>
            <source>backup back up history save move transfer</source>
            <translation>备份 历史记录 保存 迁移</translation>
        </message>
        <message>
            <source>history recover undo bin</source>
            <translation>历史记录 恢复 撤销</translation>
        </message>
        <message>
            <source>Conversations</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>Restore</source>
            <translation>恢复</translation>
        </message>
        <message>
            <source>Delete for good</source>
            <translation>永久删除</translation>
        </message>
        <message>
            <source>Empty the trash</source>
            <translation>清空回收站</translation>
        </message>
        <message>
            <source>Trash</source>
            <translation>回收站</translation>
        </message>
        <message>
            <source>Deleted conversations stay here for 30 days.</source>
            <translation>已删除的对话会在此保留 30 天。</translation>
        </message>
        <message>
            <source>Empty the trash?</source>
            <translation>清空回收站？</translation>
        </message>
        <message>
            <source>What is in the trash is then gone for good.</source>
            <translation>回收站中的内容将永久消失。</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Import files…</source>
            <translation>导入文件…</translation>
        </message>
        <message>
            <source>Import a folder…</source>
            <translation>导入文件夹…</translation>
        </message>
        <message>
            <source>Export all…</source>
            <translation>全部导出…</translation>
        </message>
        <message>
            <source>Import and export</source>
            <translation>导入与导出</translation>
        </message>
        <message>
            <source>Reads exports of Fireside, ChatGPT, LM Studio, GPT4All, Jan, Open WebUI and llama-server.</source>
            <translation>可读取 Fireside、ChatGPT、LM Studio、GPT4All、Jan、Open WebUI 和 llama-server 的导出文件。</translation>
        </message>
        <message>
            <source>Imported conversations: %1</source>
            <translation>已导入对话：%1</translation>
        </message>
        <message>
            <source>Written to %1</source>
            <translation>已写入 %1</translation>
        </message>
        <message>
            <source>Export all conversations</source>
            <translation>导出所有对话</translation>
        </message>
        <message>
            <source>Import conversations</source>
            <translation>导入对话</translation>
        </message>
        <message>
            <source>Found: %1 with %2</source>
            <translation>找到 %1，共 %2</translation>
        </message>
        <message numerus="yes">
            <source>%n conversations</source>
            <translation>
                <numerusform>%n 个对话</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n messages</source>
            <translation>
                <numerusform>%n 条消息</numerusform>
            </translation>
        </message>
        <message>
            <source>All that was found is here already.</source>
            <translation>找到的对话都已存在。</translation>
        </message>
        <message>
            <source>No conversations were found.</source>
            <translation>没有找到对话。</translation>
        </message>
        <message numerus="yes">
            <source>Import the %n that are here already too</source>
            <translation>
                <numerusform>同时导入已存在的 %n 个对话</numerusform>
            </translation>
        </message>
        <message>
            <source>Import</source>
            <translation>导入</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>The trash is empty.</source>
            <translation>回收站是空的。</translation>
        </message>
        <message>
            <source>Fireside conversations %1</source>
            <translation>Fireside 对话 %1</translation>
        </message>
    </context>
    <context>
        <name>ui::EmptyState</name>
        <message>
            <source>Open a model file…</source>
            <translation>打开模型文件…</translation>
        </message>
        <message>
            <source>Explain something</source>
            <translation>解释事物</translation>
        </message>
        <message>
            <source>Explain in simple words why the sky is blue.</source>
            <translation>用简单的话解释天空为什么是蓝色的。</translation>
        </message>
        <message>
            <source>Write a message</source>
            <translation>写封邮件</translation>
        </message>
        <message>
            <source>Write a short, friendly email that asks a colleague to move our meeting to Friday.</source>
            <translation>写一封简短友好的邮件，请同事把会议改到星期五。</translation>
        </message>
        <message>
            <source>Collect ideas</source>
            <translation>收集点子</translation>
        </message>
        <message>
            <source>Give me five ideas for a rainy weekend at home.</source>
            <translation>给我五个下雨的周末在家做什么的点子。</translation>
        </message>
        <message>
            <source>What is on your mind?</source>
            <translation>在想些什么？</translation>
        </message>
        <message>
            <source>Everything you write stays on this computer.</source>
            <translation>你写下的一切都留在这台电脑上。</translation>
        </message>
        <message>
            <source>Welcome to Fireside</source>
            <translation>欢迎使用 Fireside</translation>
        </message>
        <message>
            <source>One moment</source>
            <translation>请稍候</translation>
        </message>
        <message>
            <source>The model is being loaded.</source>
            <translation>正在加载模型。</translation>
        </message>
        <message>
            <source>Temporary conversation</source>
            <translation>临时对话</translation>
        </message>
        <message>
            <source>Not even this computer will remember it.</source>
            <translation>连这台电脑也不会记住它。</translation>
        </message>
        <message>
            <source>To chat, Fireside needs a language model: a GGUF file, or a folder from Hugging Face. Open one, or drop it here.</source>
            <translation>Fireside 需要一个语言模型才能对话：GGUF 文件或 Hugging Face 文件夹。请打开一个，或拖放到这里。</translation>
        </message>
        <message>
            <source>Open a model folder…</source>
            <translation>打开模型文件夹…</translation>
        </message>
    </context>
    <context>
        <name>ui::EndpointPage</name>
        <message>
            <source>API server HTTP</source>
            <translation>API 服务器 接口</translation>
        </message>
        <message>
            <source>Local endpoint</source>
            <translation>本地接口</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Let other programs use the model</source>
            <translation>让其他程序使用模型</translation>
        </message>
        <message>
            <source>Programs on this computer that speak the protocol of OpenAI, Anthropic or Ollama can then ask it. Nothing is reachable from other computers.</source>
            <translation>此电脑上使用 OpenAI、Anthropic 或 Ollama 协议的程序即可向它提问。其他电脑无法访问。</translation>
        </message>
        <message>
            <source>Port</source>
            <translation>端口</translation>
        </message>
        <message>
            <source>From 1024 to 65535: the system keeps lower ones for its own services.</source>
            <translation>1024 到 65535：更小的端口留给系统自己的服务。</translation>
        </message>
        <message>
            <source>None</source>
            <translation>无</translation>
        </message>
        <message>
            <source>API key</source>
            <translation>API 密钥</translation>
        </message>
        <message>
            <source>If there is one, every program has to show it.</source>
            <translation>如果设置了，每个程序都必须提供它。</translation>
        </message>
        <message>
            <source>Address</source>
            <translation>地址</translation>
        </message>
        <message>
            <source>What to enter as base URL in the other program; for the protocols of Anthropic and Ollama without /v1.</source>
            <translation>在其他程序中填写的基础 URL；使用 Anthropic 或 Ollama 协议时去掉 /v1。</translation>
        </message>
        <message>
            <source>Off</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>A port is a number from %1 to %2; it stays as it was.</source>
            <translation>端口是 %1 到 %2 之间的数字；保持原样。</translation>
        </message>
        <message>
            <source>Show</source>
            <translation>显示</translation>
        </message>
        <message>
            <source>Hide</source>
            <translation>隐藏</translation>
        </message>
        <message>
            <source>Make one</source>
            <translation>生成一个</translation>
        </message>
    </context>
    <context>
        <name>ui::EnginePage</name>
        <message>
            <source>Open again</source>
            <translation>重新打开</translation>
        </message>
        <message>
            <source>The model that is open</source>
            <translation>当前打开的模型</translation>
        </message>
        <message>
            <source>No model is open.</source>
            <translation>没有打开的模型。</translation>
        </message>
        <message>
            <source>reload restart apply</source>
            <translation>重新加载 重启 应用</translation>
        </message>
        <message>
            <source>It is being opened…</source>
            <translation>正在打开…</translation>
        </message>
        <message>
            <source>It is answering; it can be opened again when the answer has ended.</source>
            <translation>模型正在回答；回答结束后即可重新打开。</translation>
        </message>
        <message>
            <source>Opened again, it takes over the settings above.</source>
            <translation>重新打开后，以上设置即生效。</translation>
        </message>
        <message>
            <source>processor CPU cores speed</source>
            <translation>处理器 核心 速度</translation>
        </message>
        <message>
            <source>context window length history</source>
            <translation>上下文 窗口 长度 历史记录</translation>
        </message>
        <message>
            <source>cache storage space</source>
            <translation>缓存 存储 空间</translation>
        </message>
        <message>
            <source>quantization quantisation precision safetensors</source>
            <translation>量化 精度</translation>
        </message>
        <message>
            <source>debug errors diagnostics</source>
            <translation>调试 错误 诊断</translation>
        </message>
        <message>
            <source>Engine</source>
            <translation>引擎</translation>
        </message>
        <message>
            <source>Automatic</source>
            <translation>自动</translation>
        </message>
        <message>
            <source>Threads</source>
            <translation>线程数</translation>
        </message>
        <message numerus="yes">
            <source>The processor works on %n at once; more make nothing faster. Takes effect when a model is next opened.</source>
            <translation>
                <numerusform>处理器可同时运行 %n 个；再多也不会更快。下次打开模型时生效。</numerusform>
            </translation>
        </message>
        <message>
            <source>%1 tokens</source>
            <translation>%1 个词元</translation>
        </message>
        <message>
            <source>Memory of a conversation</source>
            <translation>对话记忆</translation>
        </message>
        <message>
            <source>The context window: how much text the model keeps in view. More needs more memory, and no model gets more than it was trained on. Takes effect when a model is next opened.</source>
            <translation>上下文窗口：模型能看到多少文本。越多越占内存，且任何模型都不会超过其训练长度。下次打开模型时生效。</translation>
        </message>
        <message>
            <source>Nothing</source>
            <translation>不保存</translation>
        </message>
        <message>
            <source>%1 GB</source>
            <translation>%1 GB</translation>
        </message>
        <message>
            <source>Kept on disk</source>
            <translation>保存在磁盘上</translation>
        </message>
        <message>
            <source>What models have computed of conversations, so that they go on at once after a restart. What is there beyond this is deleted at once.</source>
            <translation>模型对各对话的计算结果，使对话在重启后能立即继续。超出此限的部分会立即删除。</translation>
        </message>
        <message>
            <source>On disk now</source>
            <translation>目前磁盘上的数据</translation>
        </message>
        <message>
            <source>It is being counted…</source>
            <translation>正在统计…</translation>
        </message>
        <message>
            <source>clear delete cache storage space</source>
            <translation>清除 清理 删除 缓存 存储 空间</translation>
        </message>
        <message>
            <source>%1. Emptying it loses no message; a conversation that is not in memory is computed again when it goes on.</source>
            <translation>%1。清空不会丢失任何消息；不在内存中的对话在继续时会重新计算。</translation>
        </message>
        <message>
            <source>Empty</source>
            <translation>清空</translation>
        </message>
        <message>
            <source>Models kept open</source>
            <translation>同时保持打开的模型数</translation>
        </message>
        <message>
            <source>Going back to one that is still open takes no time, and programs can choose among them. Each needs the memory of its file. Takes effect when a model is next opened.</source>
            <translation>切回仍处于打开状态的模型无需等待，其他程序也可以从中选择。每个模型占用的内存约等于其文件大小。下次打开模型时生效。</translation>
        </message>
        <message>
            <source>Keep conversations compact</source>
            <translation>压缩对话记忆</translation>
        </message>
        <message>
            <source>A conversation then takes about half the memory, and answers may differ a little. Takes effect when a model is next opened.</source>
            <translation>对话占用的内存约减半，回答可能略有不同。下次打开模型时生效。</translation>
        </message>
        <message>
            <source>As they are</source>
            <translation>保持原样</translation>
        </message>
        <message>
            <source>Open Hugging Face folders</source>
            <translation>打开 Hugging Face 文件夹</translation>
        </message>
        <message>
            <source>Made smaller, a model answers faster and a little less exactly. It is done once and kept. Takes effect when a model is next opened.</source>
            <translation>压缩后的模型回答更快，但精度略低。只需压缩一次，结果会保留。下次打开模型时生效。</translation>
        </message>
        <message>
            <source>Show…</source>
            <translation>显示…</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>What Fireside notes about itself, for reports of faults.</source>
            <translation>Fireside 关于自身运行情况的记录，用于报告问题。</translation>
        </message>
        <message>
            <source>Give way to other programs</source>
            <translation>为其他程序让路</translation>
        </message>
        <message>
            <source>Answers use only processor cores that nothing else is using, and half of them on battery. They come slower and are the same.</source>
            <translation>回答只使用其他程序空出的处理器核心，使用电池时只用一半。回答会慢一些，但内容不变。</translation>
        </message>
    </context>
    <context>
        <name>ui::ErrorStrip</name>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Close the message</source>
            <translation>关闭此消息</translation>
        </message>
    </context>
    <context>
        <name>ui::FindBar</name>
        <message>
            <source>Find in this conversation</source>
            <translation>在此对话中查找</translation>
        </message>
        <message>
            <source>Previous (Shift+Enter)</source>
            <translation>上一个 (Shift+回车)</translation>
        </message>
        <message>
            <source>Next (Enter)</source>
            <translation>下一个 (回车)</translation>
        </message>
        <message>
            <source>Close (Esc)</source>
            <translation>关闭 (Esc)</translation>
        </message>
        <message>
            <source>Not found</source>
            <translation>未找到</translation>
        </message>
        <message>
            <source>%1 of %2</source>
            <translation>第 %1 个，共 %2 个</translation>
        </message>
    </context>
    <context>
        <name>ui::InstructionsDialog</name>
        <message>
            <source>Save the instructions?</source>
            <translation>保存指令吗？</translation>
        </message>
        <message>
            <source>What you have changed is lost otherwise.</source>
            <translation>否则修改将会丢失。</translation>
        </message>
        <message>
            <source>Discard</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>Go on writing</source>
            <translation>继续编写</translation>
        </message>
        <message>
            <source>Instructions for this conversation</source>
            <translation>此对话的指令</translation>
        </message>
        <message>
            <source>What the model is told before your first message. It takes effect with the next answer.</source>
            <translation>在你的第一条消息之前告诉模型的内容。从下一次回答起生效。</translation>
        </message>
        <message>
            <source>For example: You are a patient teacher of Spanish.</source>
            <translation>例如：你是一位耐心的西班牙语老师。</translation>
        </message>
        <message>
            <source>Nothing is written, so the general instructions hold:</source>
            <translation>未填写内容，因此通用指令生效：</translation>
        </message>
        <message>
            <source>The general instructions do not hold here:</source>
            <translation>通用指令在此对话中不生效：</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Use the general ones</source>
            <translation>使用通用指令</translation>
        </message>
        <message>
            <source>Save (%1)</source>
            <translation>保存（%1）</translation>
        </message>
    </context>
    <context>
        <name>ui::LogDialog</name>
        <message>
            <source>Refresh</source>
            <translation>刷新</translation>
        </message>
        <message>
            <source>Log</source>
            <translation>日志</translation>
        </message>
        <message>
            <source>What Fireside notes about itself, for reports of faults. Nothing of your conversations is in it.</source>
            <translation>Fireside 关于自身运行情况的记录，用于报告问题。其中没有对话内容。</translation>
        </message>
        <message>
            <source>Nothing has been noted yet.</source>
            <translation>还没有任何记录。</translation>
        </message>
    </context>
    <context>
        <name>ui::LookBar</name>
        <message>
            <source>Next uncertain word</source>
            <translation>下一个不确定的词</translation>
        </message>
        <message>
            <source>The word the model was least certain of, then the next (F8)</source>
            <translation>模型最没有把握的词，然后是下一个 (F8)</translation>
        </message>
        <message>
            <source>Stop looking inside (Ctrl+L)</source>
            <translation>停止透视 (Ctrl+L)</translation>
        </message>
        <message>
            <source>Certain</source>
            <translation>有把握</translation>
        </message>
        <message>
            <source>Guessed</source>
            <translation>猜测</translation>
        </message>
    </context>
    <context>
        <name>ui::ModelNoteStrip</name>
        <message>
            <source>OK</source>
            <translation>好</translation>
        </message>
    </context>
    <context>
        <name>Main</name>
        <message>
            <source>Another Fireside is running but does not answer. End it, for instance in the system monitor, and start Fireside again.</source>
            <translation>另一个 Fireside 正在运行，但没有响应。请（例如在系统监视器中）结束它，然后重新启动 Fireside。</translation>
        </message>
    </context>
    <context>
        <name>ui::MainWindow</name>
        <message>
            <source>What you wrote is not sent. Esc again closes the window.</source>
            <translation>您写的内容尚未发送。再按一次 Esc 将关闭窗口。</translation>
        </message>
        <message>
            <source>This answer is not kept. Esc again closes the window.</source>
            <translation>此回答不会保留。再按一次 Esc 将关闭窗口。</translation>
        </message>
        <message>
            <source>Keep it</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>This is a copy up to that message; the original stays.</source>
            <translation>这是到该消息为止的副本；原对话保持不变。</translation>
        </message>
        <message>
            <source>The conversation could not be printed: the printer or the file takes nothing. Choose another one.</source>
            <translation>无法打印对话：打印机或文件不接受内容。请另选一个。</translation>
        </message>
        <message>
            <source>Width of the side bar (Alt+Left, Alt+Right)</source>
            <translation>侧栏宽度 (Alt+Left、Alt+Right)</translation>
        </message>
        <message>
            <source>Show or hide the side bar (Ctrl+B)</source>
            <translation>显示或隐藏侧栏 (Ctrl+B)</translation>
        </message>
        <message>
            <source>New conversation (Ctrl+N)</source>
            <translation>新对话 (Ctrl+N)</translation>
        </message>
        <message>
            <source>Fireside</source>
            <translation>Fireside</translation>
        </message>
        <message>
            <source>Settings (Ctrl+,)</source>
            <translation>设置 (Ctrl+,)</translation>
        </message>
        <message>
            <source>About Fireside</source>
            <translation>关于 Fireside</translation>
        </message>
        <message>
            <source>New conversation</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>键盘快捷键</translation>
        </message>
        <message>
            <source>Stop the answer</source>
            <translation>停止回答</translation>
        </message>
        <message>
            <source>Show or hide the side bar</source>
            <translation>显示或隐藏侧栏</translation>
        </message>
        <message>
            <source>Narrower side bar</source>
            <translation>收窄侧栏</translation>
        </message>
        <message>
            <source>Wider side bar</source>
            <translation>加宽侧栏</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>选择模型</translation>
        </message>
        <message>
            <source>Open a model file</source>
            <translation>打开模型文件</translation>
        </message>
        <message>
            <source>Rename the conversation</source>
            <translation>重命名对话</translation>
        </message>
        <message>
            <source>Search all conversations</source>
            <translation>搜索所有对话</translation>
        </message>
        <message>
            <source>Find in this conversation</source>
            <translation>在此对话中查找</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Moved to the trash</source>
            <translation>已移到回收站</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Models (*.gguf);;All files (*)</source>
            <translation>模型 (*.gguf);;所有文件 (*)</translation>
        </message>
        <message>
            <source>Open a model folder</source>
            <translation>打开模型文件夹</translation>
        </message>
        <message>
            <source>Written to %1</source>
            <translation>已写入 %1</translation>
        </message>
        <message>
            <source>Export the conversation</source>
            <translation>导出对话</translation>
        </message>
        <message>
            <source>Look inside: how certain the model was (Ctrl+L)</source>
            <translation>透视：模型有多大把握 (Ctrl+L)</translation>
        </message>
        <message>
            <source>Look inside the answers</source>
            <translation>透视回答</translation>
        </message>
        <message>
            <source>Next uncertain word</source>
            <translation>下一个不确定的词</translation>
        </message>
        <message>
            <source>Previous uncertain word</source>
            <translation>上一个不确定的词</translation>
        </message>
        <message>
            <source>Print the conversation</source>
            <translation>打印对话</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>放大文字</translation>
        </message>
        <message>
            <source>Smaller text</source>
            <translation>缩小文字</translation>
        </message>
        <message>
            <source>Text in the desktop&apos;s size</source>
            <translation>恢复桌面的文字大小</translation>
        </message>
        <message>
            <source>Temporary conversation: nothing is saved (Ctrl+Shift+N)</source>
            <translation>临时对话：不会保存任何内容（Ctrl+Shift+N）</translation>
        </message>
        <message>
            <source>Temporary conversation</source>
            <translation>临时对话</translation>
        </message>
        <message>
            <source>Conversation archived</source>
            <translation>对话已归档</translation>
        </message>
        <message>
            <source>%1 – Fireside</source>
            <translation>%1 – Fireside</translation>
        </message>
        <message>
            <source>New window</source>
            <translation>新建窗口</translation>
        </message>
        <message>
            <source>Close the window</source>
            <translation>关闭窗口</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Next conversation</source>
            <translation>下一个对话</translation>
        </message>
        <message>
            <source>Previous conversation</source>
            <translation>上一个对话</translation>
        </message>
        <message>
            <source>Another answer</source>
            <translation>另一个回答</translation>
        </message>
        <message>
            <source>Copy the last answer</source>
            <translation>复制最后的回答</translation>
        </message>
        <message>
            <source>Edit your last message</source>
            <translation>编辑你最后的消息</translation>
        </message>
        <message>
            <source>Attach files</source>
            <translation>添加文件</translation>
        </message>
        <message numerus="yes">
            <source>%n conversations moved to the trash</source>
            <translation>
                <numerusform>%n 个对话已移到回收站</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n conversations archived</source>
            <translation>
                <numerusform>%n 个对话已归档</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Export %n conversations</source>
            <translation>
                <numerusform>导出 %n 个对话</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ui::MessageEditor</name>
        <message>
            <source>Text of the message</source>
            <translation>消息文本</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Enter; Shift+Enter breaks the line</source>
            <translation>回车；Shift+回车换行</translation>
        </message>
    </context>
    <context>
        <name>ui::MessageFold</name>
        <message>
            <source>Show more</source>
            <translation>显示更多</translation>
        </message>
        <message>
            <source>Show less</source>
            <translation>收起</translation>
        </message>
    </context>
    <context>
        <name>ui::MessageFooter</name>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Previous version</source>
            <translation>上一版本</translation>
        </message>
        <message>
            <source>Next version</source>
            <translation>下一版本</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Edit</source>
            <translation>编辑</translation>
        </message>
        <message>
            <source>Answer again</source>
            <translation>重新回答</translation>
        </message>
        <message>
            <source>Another answer</source>
            <translation>重新回答</translation>
        </message>
        <message>
            <source>Another answer, but…</source>
            <translation>换一种回答…</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Continue in a new conversation</source>
            <translation>在新对话中继续</translation>
        </message>
        <message>
            <source>Read aloud</source>
            <translation>朗读</translation>
        </message>
        <message>
            <source>Stop reading</source>
            <translation>停止朗读</translation>
        </message>
        <message>
            <source>More precise</source>
            <translation>更精确</translation>
        </message>
        <message>
            <source>More imaginative</source>
            <translation>更有想象力</translation>
        </message>
        <message>
            <source>Version %1 of %2</source>
            <translation>第 %1 版，共 %2 版</translation>
        </message>
        <message>
            <source>With another model</source>
            <translation>使用其他模型</translation>
        </message>
        <message>
            <source>Compare with another version</source>
            <translation>与另一版本比较</translation>
        </message>
        <message>
            <source>Compare with another model</source>
            <translation>与另一模型比较</translation>
        </message>
        <message>
            <source>Reading aloud needs a voice: install the packages qt6-speech-speechd-plugin and speech-dispatcher, and start Fireside again.</source>
            <translation>朗读需要语音：请安装软件包 qt6-speech-speechd-plugin 和 speech-dispatcher，然后重新启动 Fireside。</translation>
        </message>
    </context>
    <context>
        <name>ui::MessageItem</name>
        <message>
            <source>You: %1</source>
            <translation>你：%1</translation>
        </message>
        <message>
            <source>Answer: %1</source>
            <translation>回答：%1</translation>
        </message>
        <message>
            <source>Send</source>
            <translation>发送</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
    </context>
    <context>
        <name>ui::ModelButton</name>
        <message>
            <source>%1 tokens of context</source>
            <translation>%1 词元上下文</translation>
        </message>
        <message>
            <source>Loading…</source>
            <translation>正在加载…</translation>
        </message>
        <message>
            <source>Loading %1…</source>
            <translation>正在加载 %1…</translation>
        </message>
        <message>
            <source>Stop loading</source>
            <translation>停止加载</translation>
        </message>
        <message>
            <source>Unnamed model</source>
            <translation>未命名模型</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>选择模型</translation>
        </message>
        <message>
            <source>Model: %1</source>
            <translation>模型：%1</translation>
        </message>
        <message>
            <source>Open model file…</source>
            <translation>打开模型文件…</translation>
        </message>
        <message>
            <source>Open model folder…</source>
            <translation>打开模型文件夹…</translation>
        </message>
        <message>
            <source>Compare with another model</source>
            <translation>与另一模型比较</translation>
        </message>
        <message>
            <source>Models…</source>
            <translation>模型…</translation>
        </message>
        <message>
            <source>Where to find models…</source>
            <translation>在哪里找模型…</translation>
        </message>
    </context>
    <context>
        <name>ui::PromptPicker</name>
        <message>
            <source>Saved prompts</source>
            <translation>常用提示词</translation>
        </message>
    </context>
    <context>
        <name>ui::PromptsPage</name>
        <message>
            <source>templates snippets slash commands</source>
            <translation>模板 片段 斜杠命令</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Saved prompts</source>
            <translation>常用提示词</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Prompts</source>
            <translation>提示词</translation>
        </message>
        <message>
            <source>Type / in the empty message field to use one.</source>
            <translation>在空白的消息框中输入 / 即可使用。</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>内容</translation>
        </message>
        <message>
            <source>Write {{topic}} where something is to be filled in; Tab goes from one to the next.</source>
            <translation>在需要填写的地方写 {{主题}}；按 Tab 跳到下一处。</translation>
        </message>
        <message>
            <source>New prompt</source>
            <translation>新提示词</translation>
        </message>
    </context>
    <context>
        <name>ui::SearchDialog</name>
        <message>
            <source>Nothing found</source>
            <translation>没有找到</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Search all conversations</source>
            <translation>搜索所有对话</translation>
        </message>
        <message>
            <source>Found</source>
            <translation>结果</translation>
        </message>
        <message>
            <source>Clear</source>
            <translation>清除</translation>
        </message>
        <message>
            <source>No conversations yet</source>
            <translation>还没有对话</translation>
        </message>
        <message numerus="yes">
            <source>%n versions</source>
            <translation>
                <numerusform>%n 个版本</numerusform>
            </translation>
        </message>
        <message>
            <source>version %1 of %2</source>
            <translation>第 %1 个版本，共 %2 个</translation>
        </message>
        <message>
            <source>archived</source>
            <translation>已归档</translation>
        </message>
    </context>
    <context>
        <name>ui::SettingsDialog</name>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Settings pages</source>
            <translation>设置页面</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Search the settings</source>
            <translation>搜索设置</translation>
        </message>
        <message>
            <source>Search the settings (%1)</source>
            <translation>搜索设置 (%1)</translation>
        </message>
        <message>
            <source>Settings found</source>
            <translation>找到的设置</translation>
        </message>
        <message>
            <source>Nothing found</source>
            <translation>未找到</translation>
        </message>
    </context>
    <context>
        <name>ui::ShortcutsDialog</name>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>键盘快捷键</translation>
        </message>
        <message>
            <source>Send the message, keep an edited one</source>
            <translation>发送消息，保存修改的消息</translation>
        </message>
        <message>
            <source>Break the line</source>
            <translation>换行</translation>
        </message>
        <message>
            <source>Bring back what was sent before, in an empty field</source>
            <translation>在空白框中取回之前发送的内容</translation>
        </message>
        <message>
            <source>Stop the answer, give up an edit</source>
            <translation>停止回答，放弃修改</translation>
        </message>
        <message>
            <source>Scroll the conversation</source>
            <translation>滚动对话</translation>
        </message>
        <message>
            <source>To the beginning of the conversation, in an empty field</source>
            <translation>回到对话开头（输入框为空时）</translation>
        </message>
        <message>
            <source>New conversation</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>Show or hide the side bar</source>
            <translation>显示或隐藏侧栏</translation>
        </message>
        <message>
            <source>Narrower side bar</source>
            <translation>收窄侧栏</translation>
        </message>
        <message>
            <source>Wider side bar</source>
            <translation>加宽侧栏</translation>
        </message>
        <message>
            <source>Choose a model</source>
            <translation>选择模型</translation>
        </message>
        <message>
            <source>Open a model file</source>
            <translation>打开模型文件</translation>
        </message>
        <message>
            <source>Search all conversations</source>
            <translation>搜索所有对话</translation>
        </message>
        <message>
            <source>Saved prompts, in an empty field</source>
            <translation>在空白框中打开常用提示词</translation>
        </message>
        <message>
            <source>Find in this conversation</source>
            <translation>在此对话中查找</translation>
        </message>
        <message>
            <source>Rename the conversation</source>
            <translation>重命名对话</translation>
        </message>
        <message>
            <source>Select all, in the list</source>
            <translation>在列表中全选</translation>
        </message>
        <message>
            <source>Delete what is selected, in the list</source>
            <translation>在列表中删除所选对话</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>This list</source>
            <translation>此列表</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>Look inside the answers</source>
            <translation>透视回答</translation>
        </message>
        <message>
            <source>Next uncertain word</source>
            <translation>下一个不确定的词</translation>
        </message>
        <message>
            <source>Print the conversation</source>
            <translation>打印对话</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>放大文字</translation>
        </message>
        <message>
            <source>Smaller text</source>
            <translation>缩小文字</translation>
        </message>
        <message>
            <source>Text in the desktop&apos;s size</source>
            <translation>恢复桌面的文字大小</translation>
        </message>
        <message>
            <source>Temporary conversation</source>
            <translation>临时对话</translation>
        </message>
        <message>
            <source>New window</source>
            <translation>新建窗口</translation>
        </message>
        <message>
            <source>Close the window</source>
            <translation>关闭窗口</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Writing</source>
            <translation>书写</translation>
        </message>
        <message>
            <source>Attach files</source>
            <translation>添加文件</translation>
        </message>
        <message>
            <source>This conversation</source>
            <translation>此对话</translation>
        </message>
        <message>
            <source>Another answer</source>
            <translation>另一个回答</translation>
        </message>
        <message>
            <source>Copy the last answer</source>
            <translation>复制最后的回答</translation>
        </message>
        <message>
            <source>Edit your last message</source>
            <translation>编辑你最后的消息</translation>
        </message>
        <message>
            <source>Conversations</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>Next conversation in the list</source>
            <translation>列表中的下一个对话</translation>
        </message>
        <message>
            <source>Previous conversation in the list</source>
            <translation>列表中的上一个对话</translation>
        </message>
        <message>
            <source>Windows</source>
            <translation>窗口</translation>
        </message>
    </context>
    <context>
        <name>ui::Sidebar</name>
        <message>
            <source>New conversation</source>
            <translation>新对话</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Keyboard shortcuts</source>
            <translation>键盘快捷键</translation>
        </message>
        <message>
            <source>New conversation (Ctrl+N)</source>
            <translation>新对话 (Ctrl+N)</translation>
        </message>
        <message>
            <source>Search all conversations (Ctrl+K)</source>
            <translation>搜索所有对话 (Ctrl+K)</translation>
        </message>
        <message>
            <source>Conversations</source>
            <translation>对话</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>重命名</translation>
        </message>
        <message>
            <source>Unpin</source>
            <translation>取消置顶</translation>
        </message>
        <message>
            <source>Pin</source>
            <translation>置顶</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>文件夹</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Take out of the folder</source>
            <translation>移出文件夹</translation>
        </message>
        <message>
            <source>New folder…</source>
            <translation>新建文件夹…</translation>
        </message>
        <message>
            <source>New folder</source>
            <translation>新建文件夹</translation>
        </message>
        <message>
            <source>Create</source>
            <translation>创建</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Export…</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Print…</source>
            <translation>打印…</translation>
        </message>
        <message>
            <source>Tags</source>
            <translation>标签</translation>
        </message>
        <message>
            <source>Archive</source>
            <translation>归档</translation>
        </message>
        <message>
            <source>Take out of the archive</source>
            <translation>移出归档</translation>
        </message>
        <message>
            <source>Rename the folder…</source>
            <translation>重命名文件夹…</translation>
        </message>
        <message>
            <source>Rename the folder</source>
            <translation>重命名文件夹</translation>
        </message>
        <message>
            <source>Remove the folder, keep what is in it</source>
            <translation>移除文件夹，保留其中的对话</translation>
        </message>
        <message>
            <source>New tag…</source>
            <translation>新建标签…</translation>
        </message>
        <message>
            <source>New tag</source>
            <translation>新建标签</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>添加</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>Open in a new window</source>
            <translation>在新窗口中打开</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Models (Ctrl+Shift+M)</source>
            <translation>模型 (Ctrl+Shift+M)</translation>
        </message>
        <message numerus="yes">
            <source>Delete %n</source>
            <translation>
                <numerusform>删除 %n 个</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ui::SpellMarks</name>
        <message>
            <source>No suggestions</source>
            <translation>没有建议</translation>
        </message>
        <message>
            <source>Add to dictionary</source>
            <translation>添加到词典</translation>
        </message>
        <message>
            <source>Ignore</source>
            <translation>忽略</translation>
        </message>
    </context>
    <context>
        <name>ui::TemporaryBar</name>
        <message>
            <source>Keep it</source>
            <translation>保留</translation>
        </message>
        <message>
            <source>Save this conversation like all others</source>
            <translation>像其他对话一样保存这个对话</translation>
        </message>
        <message>
            <source>Temporary: nothing is saved, and it is gone once you leave it.</source>
            <translation>临时对话：不会保存任何内容，离开后即消失。</translation>
        </message>
    </context>
    <context>
        <name>ui::TextDialog</name>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Copied</source>
            <translation>已复制</translation>
        </message>
    </context>
    <context>
        <name>ui::ThoughtFold</name>
        <message>
            <source>Thinking…</source>
            <translation>思考中…</translation>
        </message>
        <message>
            <source>Thinking for %1 s…</source>
            <translation>已思考 %1 秒…</translation>
        </message>
        <message>
            <source>Thought for %1 s</source>
            <translation>思考了 %1 秒</translation>
        </message>
        <message>
            <source>Thought</source>
            <translation>思考过程</translation>
        </message>
    </context>
    <context>
        <name>ui::TokenCard</name>
        <message>
            <source>What could have stood here</source>
            <translation>此处可能出现的词</translation>
        </message>
        <message>
            <source>Nothing else was likely here.</source>
            <translation>此处没有其他可能的词。</translation>
        </message>
        <message>
            <source>Choose a word to start another answer with it.</source>
            <translation>选择一个词，由此开始另一个回答。</translation>
        </message>
        <message>
            <source>Another answer can be started once this one ends.</source>
            <translation>当前回答结束后才能开始另一个。</translation>
        </message>
    </context>
    <context>
        <name>ui::TokenRow</name>
        <message>
            <source>%1, %2, what was written</source>
            <translation>%1，%2，已写出的词</translation>
        </message>
        <message>
            <source>%1, %2</source>
            <translation>%1，%2</translation>
        </message>
    </context>
    <context>
        <name>ui::WaitingStrip</name>
        <message>
            <source>Open a model file…</source>
            <translation>打开模型文件…</translation>
        </message>
        <message>
            <source>Do not send</source>
            <translation>先不发送</translation>
        </message>
        <message>
            <source>Your message is kept here and will be sent when the model is ready.</source>
            <translation>消息已保留在这里，模型就绪后会自动发送。</translation>
        </message>
        <message>
            <source>Your message is kept here and will be sent when this answer is complete.</source>
            <translation>消息已保留在这里，当前回答完成后会自动发送。</translation>
        </message>
        <message>
            <source>Sending needs a model. Your message is kept here and will be sent when one is open.</source>
            <translation>发送需要模型。消息已保留在这里，打开模型后会自动发送。</translation>
        </message>
    </context>
    <context>
        <name>ui::markdown::CodeTools</name>
        <message>
            <source>Wrap long lines</source>
            <translation>自动换行</translation>
        </message>
        <message>
            <source>Save code</source>
            <translation>保存代码</translation>
        </message>
        <message>
            <source>Copy code</source>
            <translation>复制代码</translation>
        </message>
        <message>
            <source>Not saved: %1</source>
            <translation>未保存：%1</translation>
        </message>
    </context>
    <context>
        <name>ui::markdown::MarkdownView</name>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>全选</translation>
        </message>
        <message>
            <source>Copy link address</source>
            <translation>复制链接地址</translation>
        </message>
    </context>
    <context>
        <name>ui::ContextStrip</name>
        <message>
            <source>This is read in place of these messages (they stay in the conversation), and can be changed:</source>
            <translation>模型会读取以下摘要来代替这些消息（它们会保留在对话中），摘要可以修改：</translation>
        </message>
        <message>
            <source>The model summarises these messages (they stay in the conversation):</source>
            <translation>模型正在总结这些消息（它们会保留在对话中）：</translation>
        </message>
        <message>
            <source>Stop summarising</source>
            <translation>停止总结</translation>
        </message>
        <message>
            <source>Reading part %1 of %2: %3 of %4 tokens…</source>
            <translation>正在读第 %1 部分（共 %2 部分）：%3 / %4 个 token…</translation>
        </message>
        <message>
            <source>Reading %1 of %2 tokens…</source>
            <translation>正在读 %1 / %2 个 token…</translation>
        </message>
        <message>
            <source>Always in this conversation</source>
            <translation>在此对话中始终如此</translation>
        </message>
        <message>
            <source>Summary</source>
            <translation>摘要</translation>
        </message>
        <message>
            <source>Leave them out</source>
            <translation>省略这些消息</translation>
        </message>
        <message>
            <source>Summarise them</source>
            <translation>对其进行摘要</translation>
        </message>
        <message>
            <source>Go on with the summary</source>
            <translation>使用摘要继续</translation>
        </message>
        <message>
            <source>New conversation with it</source>
            <translation>用摘要开始新对话</translation>
        </message>
        <message>
            <source>Not now</source>
            <translation>暂不</translation>
        </message>
        <message>
            <source>Up to this answer the conversation has %1 tokens, and the model reads %2 at once, the answer included.</source>
            <translation>到这条回答为止，对话共有 %1 个词元，而模型一次最多读取 %2 个（包括回答）。</translation>
        </message>
        <message>
            <source>With this message the conversation has %1 tokens, and the model reads %2 at once, the answer included.</source>
            <translation>加上这条消息，对话共有 %1 个词元，而模型一次最多读取 %2 个（包括回答）。</translation>
        </message>
        <message>
            <source>These messages would be left out (they stay in the conversation):</source>
            <translation>以下消息将不再被模型读取（仍保留在对话中）：</translation>
        </message>
        <message>
            <source>The message itself is too long: shorten it.</source>
            <translation>这条消息本身过长：请缩短它。</translation>
        </message>
        <message>
            <source>The message itself is too long: shorten it or enlarge the context.</source>
            <translation>这条消息本身过长：请缩短它，或扩大上下文。</translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>以及另外 %n 条</numerusform>
            </translation>
        </message>
        <message>
            <source>Enlarge to %1 tokens</source>
            <translation>扩大到 %1 个词元</translation>
        </message>
        <message>
            <source>Opens the model again with a larger context window, which needs more memory, and keeps it so for all models. Then the answer is written.</source>
            <translation>以更大的上下文窗口重新打开模型，这需要更多内存，并对所有模型生效。之后会自动生成回答。</translation>
        </message>
        <message>
            <source>Opens the model again with a larger context window, which needs more memory, and keeps it so for all models. Then the message is sent.</source>
            <translation>以更大的上下文窗口重新打开模型，这需要更多内存，并对所有模型生效。之后消息会自动发送。</translation>
        </message>
        <message>
            <source>The model is summarising…</source>
            <translation>模型正在生成摘要…</translation>
        </message>
        <message>
            <source>The message itself is too long: take off “%1” or enlarge the context.</source>
            <translation>这条消息本身太长：请移除“%1”或增大上下文。</translation>
        </message>
        <message>
            <source>The message itself is too long: take off “%1”.</source>
            <translation>这条消息本身太长：请移除“%1”。</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>ui::ConversationList</name>
        <message>
            <source>Rename, export, delete and more</source>
            <translation>重命名、导出、删除等</translation>
        </message>
        <message>
            <source>Menu of %1</source>
            <translation>%1 的菜单</translation>
        </message>
    </context>
    <context>
        <name>ui::ModelDetailsView</name>
        <message>
            <source>%1 tokens</source>
            <translation>%1 个词元</translation>
        </message>
        <message>
            <source>yes</source>
            <translation>有</translation>
        </message>
        <message>
            <source>none: probably made to continue texts</source>
            <translation>没有：可能只用于续写文本</translation>
        </message>
        <message>
            <source>cannot be used</source>
            <translation>无法使用</translation>
        </message>
        <message>
            <source>Architecture</source>
            <translation>架构</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数量</translation>
        </message>
        <message>
            <source>Quantisation</source>
            <translation>量化</translation>
        </message>
        <message>
            <source>Size on disk</source>
            <translation>占用磁盘</translation>
        </message>
        <message>
            <source>Longest context</source>
            <translation>最长上下文</translation>
        </message>
        <message>
            <source>Memory needed</source>
            <translation>所需内存</translation>
        </message>
        <message>
            <source>about %1, with a context of %2</source>
            <translation>约 %1（上下文 %2）</translation>
        </message>
        <message>
            <source>Chat template</source>
            <translation>聊天模板</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>Place</source>
            <translation>位置</translation>
        </message>
        <message>
            <source>This computer has %1 of memory; choose a smaller model, or a smaller context window in the settings.</source>
            <translation>这台电脑有 %1 内存；请选择更小的模型，或在设置中选择更小的上下文窗口。</translation>
        </message>
    </context>
    <context>
        <name>ModelRemoval</name>
        <message>
            <source>This model is loaded; use another one first.</source>
            <translation>此模型已加载；请先换用另一个模型。</translation>
        </message>
        <message>
            <source>This model was installed for everybody; remove its package.</source>
            <translation>此模型是为所有用户安装的；请卸载它的软件包。</translation>
        </message>
        <message>
            <source>Remove the model</source>
            <translation>移除模型</translation>
        </message>
        <message>
            <source>Move %1 to the desktop's trash?</source>
            <translation>将 %1 移到桌面回收站？</translation>
        </message>
        <message>
            <source>Move to the trash</source>
            <translation>移到回收站</translation>
        </message>
        <message>
            <source>Only take it off the list</source>
            <translation>仅从列表中移除</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
    </context>
    <context>
        <name>ui::ModelsDialog</name>
        <message>
            <source>Use it</source>
            <translation>使用</translation>
        </message>
        <message>
            <source>In use</source>
            <translation>使用中</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>在文件夹中显示</translation>
        </message>
        <message>
            <source>Remove…</source>
            <translation>移除…</translation>
        </message>
        <message>
            <source>Add file…</source>
            <translation>添加文件…</translation>
        </message>
        <message>
            <source>Add folder…</source>
            <translation>添加文件夹…</translation>
        </message>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>%1, in use</source>
            <translation>%1，使用中</translation>
        </message>
        <message>
            <source>There is no model yet. Add a GGUF file, or a folder of a model from Hugging Face.</source>
            <translation>还没有模型。请添加 GGUF 文件，或来自 Hugging Face 的模型文件夹。</translation>
        </message>
        <message>
            <source>Add a model folder</source>
            <translation>添加模型文件夹</translation>
        </message>
        <message>
            <source>Add a model file</source>
            <translation>添加模型文件</translation>
        </message>
        <message>
            <source>Models (*.gguf)</source>
            <translation>模型 (*.gguf)</translation>
        </message>
        <message>
            <source>This is no model: expected a GGUF file, of several parts the first, or a folder with a config.json.</source>
            <translation>这不是模型：请选择 GGUF 文件（若分为多个部分，请选第一个），或含有 config.json 的文件夹。</translation>
        </message>
        <message>
            <source>The desktop did not take it into its trash; remove it in the file manager.</source>
            <translation>桌面无法将其移到回收站；请在文件管理器中删除。</translation>
        </message>
        <message>
            <source>The model could not be moved to the trash.</source>
            <translation>无法将模型移到回收站。</translation>
        </message>
        <message>
            <source>GGUF files of small instruct models are on %1.</source>
            <translation>小型指令模型的 GGUF 文件在 %1 上。</translation>
        </message>
    </context>
</TS>
