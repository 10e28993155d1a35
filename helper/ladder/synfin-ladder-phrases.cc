/*
 * Copyright (c) 2026 The synfin authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "synfin-ladder-phrases.h"

#include "ns3/abort.h"

#include <algorithm>
#include <iterator>

namespace ns3
{
namespace synfin
{

namespace
{

struct Words
{
    Phrase phrase;
    const char* en;
    const char* zh;
};

constexpr Words WORDS[] = {
    {Phrase::CLIENT, "client", "客户端"},
    {Phrase::SERVER, "server", "服务器"},
    {Phrase::TIME_HEAD, "time (s)", "时间(秒)"},
    {Phrase::LADDER_TITLE, "The life of one TCP connection", "一个 TCP 连接的一生"},
    {Phrase::STEPS_HEAD, "Step by step", "一步一步看"},
    {Phrase::SENT_AGAIN_KEY, "sent again", "再次发送"},
    {Phrase::LOST_KEY, "lost", "丢失"},
    {Phrase::ARRIVES_LATER, "arrives later", "稍后到达"},
    {Phrase::ARRIVES, "arrives", "到达"},
    {Phrase::SYN_PROVES,
     "{Me} knows: the {peer} can send, I can receive.",
     "{me}知道：{peer}能发送，自己能接收。"},
    {Phrase::SYN_ACK_PROVES,
     "{Me} knows: both of us can send and receive.",
     "{me}知道：双方都能发送，也都能接收。"},
    {Phrase::ACK_PROVES,
     "{Me} knows it too now: what it sends arrives.",
     "{me}也知道了：自己发出的，对方收得到。"},
    {Phrase::ACK_IGNORED,
     "Ignored: the {me} waits for data (defer_accept), or has no room.",
     "不予理会：{me}在等数据（defer_accept），或者队列已满。"},
    {Phrase::SYN_AGAIN,
     "The same SYN again: the answer was lost or is late.",
     "同一个 SYN 又来了：应答丢了，或者还在路上。"},
    {Phrase::SYN_ACK_AGAIN,
     "Seen before: it is acknowledged once more.",
     "这个 SYN-ACK 已经收过：再确认一次。"},
    {Phrase::SYN_MEETS_SYN,
     "A SYN instead of an answer: both open at once.",
     "等来的不是应答，而是 SYN：双方在同时打开。"},
    {Phrase::SYN_MET_ACKED,
     "My SYN has arrived: both can send and receive.",
     "自己的 SYN 已送达：双方都能发送和接收。"},
    {Phrase::NOBODY_LISTENS,
     "Nobody listens on this port: the answer is a RST.",
     "这个端口没有程序在监听：只能回 RST。"},
    {Phrase::SYN_DROPPED,
     "Dropped: the {me}'s queue of half-open connections is full.",
     "丢弃：{me}的半连接队列已满。"},
    {Phrase::SYN_MAKES_COOKIE,
     "No room in the queue: the {me} answers with a SYN cookie, and remembers nothing.",
     "队列已满：{me}用 SYN cookie 应答，自己什么也不记。"},
    {Phrase::SYN_REOPENS,
     "A SYN beyond all that was sent: a new connection may begin, TIME_WAIT ends.",
     "这个 SYN 的序号比旧连接的都新：可以开始新连接，TIME_WAIT 结束。"},
    {Phrase::OLD_IN_TIME_WAIT,
     "An old segment: TIME_WAIT is still there to answer it.",
     "迟到的旧报文段：TIME_WAIT 还在，由它来应答。"},
    {Phrase::UNKNOWN_HERE,
     "The {me} knows of no such connection: the answer is a RST.",
     "{me}不知道这个连接：只能回 RST。"},
    {Phrase::LISTENS_AGAIN,
     "There is no such connection: the {me} forgets it and listens.",
     "没有这个连接：{me}把它忘掉，继续监听。"},
    {Phrase::PROBES,
     "A probe: the {me} asks whether the {peer} is still there.",
     "探测：{me}想知道{peer}还在不在。"},
    {Phrase::LISTENS, "The {me} listens for connections.", "{me}开始监听。"},
    {Phrase::USER_CLOSES,
     "The {me}'s user closes; nothing is sent at once.",
     "{me}的应用程序关闭连接；暂时不发送报文段。"},
    {Phrase::NO_FIN_CAME,
     "The {peer}'s FIN did not come in time: given up.",
     "{peer}的 FIN 迟迟不来：放弃。"},
    {Phrase::CRASHED,
     "The host crashes and restarts: it remembers nothing.",
     "主机崩溃后重启：什么都不记得了。"},
    {Phrase::REFUSED,
     "Connection refused. Still, that host is alive.",
     "连接被拒绝；不过也说明对方主机在线。"},
    {Phrase::ABORT,
     "Abort: no FIN, no ACK to wait for, no TIME_WAIT.",
     "异常终止：不发 FIN，不等 ACK，没有 TIME_WAIT。"},
    {Phrase::RESET, "Reset: the {me} drops everything at once.", "复位：{me}立刻丢弃整个连接。"},
    {Phrase::RST_NOT_EXPECTED, "A RST that changes nothing here.", "这个 RST 在这里不起作用。"},
    {Phrase::FIN1_PROVES,
     "{Me} knows: the {peer} has sent everything.",
     "{me}知道：{peer}的数据已经全部发完。"},
    {Phrase::ACK1_PROVES,
     "{Me} knows: the {peer} has it all, FIN included.",
     "{me}知道：{peer}全收到了，包括 FIN。"},
    {Phrase::FIN2_PROVES,
     "{Me} knows: nothing more will come. 2MSL starts.",
     "{me}知道：不会再有数据来。2MSL 开始计时。"},
    {Phrase::FIN2_ACKS_TOO,
     "It acknowledges my FIN, too. Nothing more will come: 2MSL starts.",
     "它同时确认了我方的 FIN。不会再有数据来：2MSL 开始计时。"},
    {Phrase::ACK2_PROVES,
     "{Me} knows: everything has arrived. It forgets.",
     "{me}知道：全部送达，可以忘掉这个连接了。"},
    {Phrase::FIN1_AGAIN,
     "The same FIN again: its ACK was lost or is late.",
     "同一个 FIN 又来了：ACK 丢了，或者还在路上。"},
    {Phrase::FIN2_AGAIN,
     "The FIN again: acknowledged again, 2MSL restarts.",
     "FIN 又来了：再确认一次，2MSL 重新计时。"},
    {Phrase::FIN_MEETS_FIN,
     "A FIN instead of an ACK: both close at once.",
     "等来的不是 ACK，而是 FIN：双方在同时关闭。"},
    {Phrase::FIN_MET_ACKED,
     "My FIN has arrived. Both closed, so both wait.",
     "我方的 FIN 已送达。双方都主动关闭，都要等。"},
    {Phrase::DATA_HALF_CLOSED,
     "The {me} has closed, and yet it still receives.",
     "{me}已经关闭发送方向，但照样能接收。"},
    {Phrase::DATA_ARRIVES, "%1 octets of data.", "%1 字节数据。"},
    {Phrase::DATA_ACK_PROVES, "The data has arrived.", "数据已送达。"},
    {Phrase::DATA_AGAIN,
     "The same data again: it is acknowledged once more.",
     "同样的数据又来了：再确认一次。"},
    {Phrase::DATA_AHEAD,
     "%1 octets, but what was sent before them is missing: they do not count yet.",
     "%1 字节，但它们前面的数据还没到：先不算数。"},
    {Phrase::DATA_FOR_NOBODY,
     "Data after the close: at the {me} nobody is there to read it. The answer is a RST.",
     "关闭之后又来了数据：{me}这边已经没有程序来读，只能回 RST。"},
    {Phrase::FIN_AHEAD,
     "What was sent before this FIN is missing: it does not count yet.",
     "这个 FIN 前面的数据还没到：先不算数。"},
    {Phrase::COPY_ARRIVES,
     "A copy of what has arrived before: it tells nothing new.",
     "同一个报文段的副本：没有新的内容。"},
    {Phrase::OLD_SYN_TAKEN,
     "An old SYN. The {me} cannot see that, and answers it.",
     "这是旧的 SYN，但{me}看不出来，照常应答。"},
    {Phrase::OLD_DATA_TAKEN,
     "%1 octets of an old connection that happen to fit: the {me} takes them for its own.",
     "%1 字节旧连接的数据，序号恰好合适：{me}把它们当成了自己的数据。"},
    {Phrase::FOREIGN_SYN,
     "A SYN that is not of this connection: an ACK is all that may answer it (RFC 5961).",
     "这个 SYN 不属于现有的连接：最多回一个 ACK（RFC 5961）。"},
    {Phrase::SYN_UNDOES,
     "Another SYN: the {me} forgets the half-open connection and listens.",
     "又一个不同的 SYN：{me}忘掉半打开的连接，继续监听。"},
    {Phrase::SYN_TOO_LOW,
     "A SYN that may be old by its number: TIME_WAIT does not end for it.",
     "从序号看，这个 SYN 可能是旧的：TIME_WAIT 不因它而结束。"},
    {Phrase::WRONG_ACK,
     "Its Ack is not of what the {me} has sent: the answer is a RST.",
     "它的确认号与{me}发出的对不上：只能回 RST。"},
    {Phrase::ACK_OF_UNSENT,
     "Refused: it acknowledges what the {me} has never sent.",
     "不予接受：它确认了{me}从未发送的内容。"},
    {Phrase::NOT_IN_WINDOW, "Dropped: its numbers do not fit.", "丢弃：序号对不上。"},
    {Phrase::NOT_EXPECTED,
     "Dropped: nothing that the {me} waits for.",
     "丢弃：不是{me}在等的报文段。"},
    {Phrase::OLD_TIMESTAMP,
     "Dropped: its timestamp is old (PAWS).",
     "丢弃：时间戳是旧的（PAWS）。"},
    {Phrase::NO_TIMESTAMP,
     "Dropped: the timestamp that was agreed on is missing.",
     "丢弃：缺少约定好的时间戳。"},
    {Phrase::ACCEPT_QUEUE_FULL,
     "Dropped: the {me}'s queue of connections that nobody has accepted is full.",
     "丢弃：{me}的全连接队列已满。"},
    {Phrase::COOKIE_RETURNS,
     "The cookie comes back: only now does the {me} remember a connection.",
     "cookie 回来了：{me}到现在才记下这个连接。"},
    {Phrase::RST_ASKED,
     "A RST that is not where it should be: a challenge ACK asks whether it is true (RFC 5961).",
     "这个 RST 的序号不是期待的那个：用质询 ACK 问一问（RFC 5961）。"},
    {Phrase::RST_ENDS_TIME_WAIT,
     "The RST ends TIME_WAIT before 2MSL is over.",
     "2MSL 还没到，RST 就结束了 TIME_WAIT。"},
    {Phrase::PROBE_ARRIVES,
     "A probe: the {me} answers, for it is there.",
     "探测报文段：{me}还在，予以应答。"},
    {Phrase::PROBE_ANSWERED, "{Me} knows: the {peer} is still there.", "{me}知道：{peer}还在。"},
    {Phrase::NOTHING_NEW, "Acknowledges nothing new.", "没有确认新的内容。"},
    {Phrase::SYN_LOST,
     "Lost. No answer will come, only a timer helps.",
     "丢了。不会有应答，只能靠定时器。"},
    {Phrase::SYN_ACK_LOST,
     "Lost. To the {peer} it looks like a lost SYN.",
     "丢了。在{peer}看来，就像 SYN 丢了一样。"},
    {Phrase::ACK_LOST,
     "Lost. The {me} is ESTABLISHED, the {peer} is not.",
     "丢了。{me}已是 ESTABLISHED，{peer}还不是。"},
    {Phrase::FIN1_LOST,
     "Lost. The {peer} does not know of the close.",
     "丢了。{peer}还不知道{me}要关闭。"},
    {Phrase::ACK1_LOST,
     "Lost. To the {peer} it looks like a lost FIN.",
     "丢了。在{peer}看来，就像 FIN 丢了一样。"},
    {Phrase::FIN2_LOST,
     "Lost. The {peer} still waits for this FIN.",
     "丢了。{peer}还在等这个 FIN。"},
    {Phrase::ACK2_LOST,
     "Lost. The FIN will come again: somebody must still be here to acknowledge it. That is "
     "why TIME_WAIT waits.",
     "丢了。对方会重发 FIN，必须还有人在这里确认：这就是 TIME_WAIT 要等的原因。"},
    {Phrase::DATA_LOST,
     "Lost. No ACK will come for it: it must be sent again.",
     "丢了。不会有对它的确认，只能重发。"},
    {Phrase::DATA_ACK_LOST,
     "Lost. A later ACK makes up for it, if one comes.",
     "丢了。以后的 ACK 可以弥补。"},
    {Phrase::PROBE_LOST, "Lost. No answer will come to it.", "丢了。不会有应答。"},
    {Phrase::RST_LOST,
     "Lost. The {peer} does not learn that the connection is gone.",
     "丢了。{peer}不知道连接已经没有了。"},
    {Phrase::CALL_OF_NOTHING,
     "The {me}'s %1 is refused: there is no connection.",
     "{me}的 %1 被拒绝：没有连接。"},
    {Phrase::CALL_IN_USE,
     "The {me}'s %1 is refused: these addresses and ports are in use.",
     "{me}的 %1 被拒绝：地址和端口还在使用。"},
    {Phrase::CALL_AFTER_CLOSE,
     "The {me}'s %1 is refused: its user has closed.",
     "{me}的 %1 被拒绝：应用程序已经关闭。"},
    {Phrase::CALL_WITHOUT_ROOM,
     "The {me}'s %1 is refused: there is no room.",
     "{me}的 %1 被拒绝：缓冲区没有空间。"},
    {Phrase::FLOODED,
     "A flood: %1 SYNs arrive from addresses where nobody is.",
     "洪泛：收到 %1 个 SYN，源地址上都没有主机。"},
    {Phrase::UNDER_WAY, "Still under way at the end.", "到结束时还在路上。"},
    {Phrase::CUT_AT_SEGMENTS,
     "Cut off here, after %1 segments: it would go on.",
     "到此为止，已有 %1 个报文段：后面还没有完。"},
    {Phrase::CUT_AT_TIME,
     "Cut off here, after %1 h: it would go on.",
     "到此为止，已过 %1 小时：后面还没有完。"},
    {Phrase::I_CAN_SEND,
     "{Me} knows: what it sends arrives.",
     "{me}知道：自己发出的，对方收得到。"},
    {Phrase::I_CAN_RECEIVE,
     "{Me} knows: what is sent to it arrives.",
     "{me}知道：对方发出的，自己收得到。"},
    {Phrase::PEER_CAN_SEND, "{Me} knows: the {peer} can send.", "{me}知道：{peer}能发送。"},
    {Phrase::PEER_CAN_RECEIVE, "{Me} knows: the {peer} can receive.", "{me}知道：{peer}能接收。"},
    {Phrase::PEER_KNOWS,
     "{Me} knows: the {peer} knows that both directions work.",
     "{me}知道：{peer}也知道两个方向都通。"},
    {Phrase::PEER_HAS_CLOSED,
     "{Me} knows: the {peer} has sent everything.",
     "{me}知道：{peer}的数据已经全部发完。"},
    {Phrase::MY_CLOSE_ARRIVED,
     "{Me} knows: the {peer} has it all, FIN included.",
     "{me}知道：{peer}全收到了，包括 FIN。"},
    {Phrase::PEER_IS_GONE,
     "{Me} knows: this connection is no more at the {peer}.",
     "{me}知道：{peer}那边已经没有这个连接。"},
    {Phrase::FORGETS_ALL,
     "{Me} has crashed: it knows nothing any more.",
     "{me}崩溃了：什么都不知道了。"},
    {Phrase::BEGINS_AGAIN,
     "{Me} begins another connection: what it knew was of the old one.",
     "{me}开始另一个连接：以前知道的只属于旧连接。"},
    {Phrase::TIMER_RESENDS, "%1 s without an answer: sent again.", "等了 %1 秒没有回音：重发。"},
    {Phrase::TIMER_RESENDS_STILL,
     "%1 s after the last time, and not acknowledged: sent again.",
     "距上次发送 %1 秒，仍未得到确认：重发。"},
    {Phrase::ANSWERED_AGAIN, "Answers the repeated SYN.", "应答重复的 SYN。"},
    {Phrase::EXPIRED,
     "2MSL is over: no old segment is still on its way.",
     "2MSL 已过：网络里不会再有旧的报文段。"},
    {Phrase::GAVE_UP, "No answer for too long: given up.", "太久没有回音：放弃。"},
    {Phrase::IN_SECONDS, "%1 s", "%1 秒"},
    {Phrase::HERE_IT_IS, ", here %1", "，这里是 %1"},
    {Phrase::CUT_BY_RST, "; here a RST ended it after %1", "；这里过了 %1就被 RST 结束"},
    {Phrase::CUT_BY_SYN, "; here a new SYN ended it after %1", "；这里过了 %1就被新的 SYN 结束"},
    {Phrase::CUT_OTHERWISE, "; here it ended after %1", "；这里过了 %1就结束"},
    {Phrase::WHY_TIME_WAIT,
     "Why TIME_WAIT waits 2MSL (%1): nobody acknowledges the last ACK. If it is lost, the "
     "other end sends its FIN again, and only an end that still remembers the connection can "
     "acknowledge that. And late segments of this connection must be gone from the network "
     "before its addresses and ports are used again, or a new connection could take them for "
     "its own.",
     "TIME_WAIT 为什么要等 2MSL（%1）：最后一个 ACK 没有人确认。如果它丢了，对方会重发 "
     "FIN，只有还记得这个连接的一端才能再确认一次。而且，这个连接迟到的报文段必须先从网络里消失，"
     "同样的地址和端口才能再用；否则新连接会把它们当成自己的数据。"},
};

/// Replaces the first occurrence of a mark, if there is one.
void
Replace(std::string& text, const std::string& mark, const std::string& words)
{
    const auto place = text.find(mark);
    if (place != std::string::npos)
    {
        text.replace(place, mark.size(), words);
    }
}

} // namespace

std::string
Say(Phrase phrase, Language language, const std::string& argument)
{
    const auto* words = std::find_if(std::begin(WORDS), std::end(WORDS), [&](const Words& entry) {
        return entry.phrase == phrase;
    });
    NS_ABORT_MSG_IF(words == std::end(WORDS), "a phrase without words");
    std::string text = language == Language::ZH ? words->zh : words->en;
    Replace(text, "%1", argument);
    return text;
}

std::string
SayOf(Phrase phrase, Language language, int side, const std::string& argument)
{
    const std::string names[] = {Say(Phrase::CLIENT, language), Say(Phrase::SERVER, language)};
    std::string capital = names[side];
    if (language == Language::EN)
    {
        capital[0] = static_cast<char>(capital[0] - 'a' + 'A');
    }
    std::string text = Say(phrase, language, argument);
    Replace(text, "{Me}", capital);
    Replace(text, "{me}", names[side]);
    Replace(text, "{peer}", names[1 - side]);
    return text;
}

} // namespace synfin
} // namespace ns3
