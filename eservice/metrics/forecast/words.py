"""The words for the forecast."""

from enum import StrEnum

from eservice.kernel.words import N_
from eservice.metrics.forecast.days import DayKind
from eservice.metrics.forecast.play import Order
from eservice.metrics.forecast.trial import Trust

WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    DayKind: {
        DayKind.MONDAY: N_("Senin"),
        DayKind.TUESDAY: N_("Selasa"),
        DayKind.WEDNESDAY: N_("Rabu"),
        DayKind.THURSDAY: N_("Kamis"),
        DayKind.FRIDAY: N_("Jumat"),
        DayKind.SATURDAY: N_("Sabtu"),
        DayKind.SUNDAY: N_("Minggu"),
        DayKind.AFTER_HOLIDAY: N_("sesudah libur"),
        DayKind.PAYDAY: N_("awal bulan, sesudah gajian"),
        DayKind.SCHOOL: N_("musim masuk sekolah"),
    },
    Order: {
        Order.PROMISE: N_("Janji terdekat dahulu"),
        Order.OLDEST: N_("Yang paling lama menunggu dahulu"),
        Order.SHORTEST: N_("Yang paling cepat selesai dahulu"),
    },
    Trust: {
        Trust.HOLDS: N_("Dapat diandalkan"),
        Trust.UNTRIED: N_("Belum dapat diandalkan"),
        Trust.MISSES: N_("Belum dapat diandalkan"),
    },
}
