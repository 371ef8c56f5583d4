"""What can go wrong in the electronic queue and with its bookings: a branch of the tree in `errors`.

    Problem
    ├── CentreUnknown 404               ├── DeskUnknown 422
    ├── TicketUnknown 404               ├── SlotPast 422
    ├── BookingUnknown 404              ├── SlotClosed 422
    ├── TicketAlreadyCalled 409         ├── SlotTooFar 422
    ├── TicketNotCalled 409             ├── SlotTaken 409
    ├── TicketNotStarted 409            ├── BookingExists 409
    ├── TicketAlreadyStarted 409        ├── BookingNotToday 409
    ├── TicketAtOtherDesk 409           ├── BookingLapsed 409
    ├── TicketClosed 409                ├── BookingCancelled 409
    ├── NotNext 409                     └── BookingUsed 409
    ├── DeskBusy 409
    └── QueueFull 409

They name tickets, desks and times; whose they are, nobody here knows.
"""

from __future__ import annotations

from functions.shared.domain.errors import Problem
from functions.shared.domain.language import Text


class CentreUnknown(Problem):
    status, slug = 404, "centre-unknown"
    title = Text(
        kk="Мұндай халыққа қызмет көрсету орталығы жоқ",
        ru="Такого центра обслуживания населения нет",
        en="There is no such public service centre",
    )


class TicketUnknown(Problem):
    status, slug = 404, "ticket-unknown"
    title = Text(
        kk="Бүгінгі талондардың арасында мұндай нөмір жоқ",
        ru="Среди сегодняшних талонов такого номера нет",
        en="No ticket of today has this number",
    )


class BookingUnknown(Problem):
    status, slug = 404, "booking-unknown"
    title = Text(kk="Мұндай брондау жоқ", ru="Такой брони нет", en="There is no such booking")


class TicketAlreadyCalled(Problem):
    """`desk` tells where to, `ticket_status` what has become of it."""

    status, slug = 409, "ticket-already-called"
    title = Text(kk="Талон бұрын шақырылған", ru="Талон уже вызван", en="The ticket was called before")


class TicketNotCalled(Problem):
    status, slug = 409, "ticket-not-called"
    title = Text(kk="Талон әлі шақырылмаған", ru="Талон еще не вызван", en="The ticket has not been called yet")


class TicketNotStarted(Problem):
    status, slug = 409, "ticket-not-started"
    title = Text(
        kk="Талон бойынша қызмет көрсету әлі басталмаған",
        ru="Обслуживание по талону еще не начато",
        en="The serving of this ticket has not been started yet",
    )


class TicketAlreadyStarted(Problem):
    status, slug = 409, "ticket-already-started"
    title = Text(
        kk="Талон бойынша қызмет көрсету басталып қойған",
        ru="Обслуживание по талону уже начато",
        en="The serving of this ticket was started already",
    )


class TicketAtOtherDesk(Problem):
    """`desk` tells which."""

    status, slug = 409, "ticket-at-other-desk"
    title = Text(
        kk="Талон басқа терезеге шақырылған",
        ru="Талон вызван к другому окну",
        en="The ticket was called to another desk",
    )


class TicketClosed(Problem):
    """`ticket_status` tells how it ended."""

    status, slug = 409, "ticket-closed"
    title = Text(kk="Талон жабылған", ru="Талон уже закрыт", en="The ticket is closed")


class NotNext(Problem):
    """`next` tells the ticket whose turn it is."""

    status, slug = 409, "not-next"
    title = Text(kk="Кезек бұл талонға жеткен жоқ", ru="Очередь до этого талона не дошла", en="It is not its turn")
    default_detail = Text(
        kk="Қабылдау келу кезегімен, жеделдетілген қызмет көрсетусіз жүреді (стандарт, 6.2).",
        ru="Прием ведется в порядке очереди, без ускоренного обслуживания (стандарт, 6.2).",
        en="Reception is first come, first served, without priority (standard, 6.2).",
    )


class DeskBusy(Problem):
    """`ticket` tells the number that is there."""

    status, slug = 409, "desk-busy"
    title = Text(
        kk="Терезеде қызмет көрсету аяқталмаған",
        ru="Обслуживание у окна не завершено",
        en="The desk has not finished with its ticket",
    )


class QueueFull(Problem):
    status, slug = 409, "queue-full"
    title = Text(
        kk="Бүгінгі талон нөмірлері таусылды",
        ru="Номера талонов на сегодня исчерпаны",
        en="There are no more ticket numbers today",
    )


class DeskUnknown(Problem):
    status, slug = 422, "desk-unknown"
    title = Text(
        kk="Бұл орталықта мұндай терезе жоқ", ru="В этом центре такого окна нет", en="This centre has no such desk"
    )


class SlotPast(Problem):
    status, slug = 422, "slot-past"
    title = Text(kk="Бұл уақыт өтіп кетті", ru="Это время уже прошло", en="This time has passed")


class SlotClosed(Problem):
    """`reason` is day-off, outside-hours or off-grid."""

    status, slug = 422, "slot-closed"
    title = Text(
        kk="Бұл уақытқа брондауға болмайды", ru="На это время записаться нельзя", en="This time cannot be booked"
    )


class SlotTooFar(Problem):
    """`last_day` tells the last day that may be booked."""

    status, slug = 422, "slot-too-far"
    title = Text(
        kk="Бұл күнге брондау әлі ашылмаған",
        ru="Запись на этот день еще не открыта",
        en="This day cannot be booked yet",
    )


class SlotTaken(Problem):
    status, slug = 409, "slot-taken"
    title = Text(kk="Бұл уақытта бос орын жоқ", ru="На это время мест нет", en="No place is left at this time")


class BookingExists(Problem):
    """`booking` is the id of the one that is there."""

    status, slug = 409, "booking-exists"
    title = Text(
        kk="Сізде қолданыстағы брондау бар", ru="У вас уже есть действующая бронь", en="You have an active booking"
    )
    default_detail = Text(
        kk="Бір адам бір мезгілде бір ғана орынды брондай алады: алдымен бұрынғысынан бас тартыңыз.",
        ru="Одновременно можно иметь только одну бронь: сначала отмените прежнюю.",
        en="One person can hold one booking at a time: cancel the former first.",
    )


class BookingNotToday(Problem):
    """`slot` tells when it is."""

    status, slug = 409, "booking-not-today"
    title = Text(kk="Брондау басқа күнге жасалған", ru="Бронь на другой день", en="The booking is for another day")


class BookingLapsed(Problem):
    status, slug = 409, "booking-lapsed"
    title = Text(kk="Брондаудың уақыты өтіп кетті", ru="Время брони прошло", en="The booking has lapsed")
    default_detail = Text(
        kk="Брондау белгіленген уақыттан кейін 15 минут сақталады. Жалпы кезекке талон алуға болады.",
        ru="Бронь сохраняется 15 минут после назначенного времени. Можно взять талон общей очереди.",
        en="A booking is kept for 15 minutes after its time. A ticket of the common queue can be taken.",
    )


class BookingCancelled(Problem):
    status, slug = 409, "booking-cancelled"
    title = Text(kk="Брондаудан бас тартылған", ru="Бронь отменена", en="The booking was cancelled")


class BookingUsed(Problem):
    status, slug = 409, "booking-used"
    title = Text(
        kk="Брондау бойынша талон алынған", ru="По брони уже получен талон", en="The booking has become a ticket"
    )
