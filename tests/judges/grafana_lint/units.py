"""The units that Grafana knows by name, as its linter lists them by category.

A unit of one's own (`count:tok/s`) draws too, but the linter refuses it.
"""

from __future__ import annotations

CATEGORIES = {
    "plain": "none string short percent percentunit humidity dB hex0x hex sci locale pixel",
    "acceleration": "accMS2 accFS2 accG",
    "angle": "degree radian grad arcmin arcsec",
    "area": "areaM2 areaF2 areaMI2",
    "computation": "flops mflops gflops tflops pflops eflops zflops yflops",
    "concentration": (
        "ppm conppb conngm3 conngNm3 conμgm3 conμgNm3 conmgm3 conmgNm3 congm3 congNm3 conmgdL"
        " conmmolL"
    ),
    "currency": (
        "currencyUSD currencyGBP currencyEUR currencyJPY currencyRUB currencyUAH currencyBRL"
        " currencyDKK currencyISK currencyNOK currencySEK currencyCZK currencyCHF currencyPLN"
        " currencyBTC currencymBTC currencyμBTC currencyZAR currencyINR currencyKRW currencyIDR"
        " currencyPHP currencyVND"
    ),
    "data": (
        "bytes decbytes bits decbits kbytes deckbytes mbytes decmbytes gbytes decgbytes tbytes"
        " dectbytes pbytes decpbytes"
    ),
    "data rate": (
        "pps binBps Bps binbps bps KiBs Kibits KBs Kbits MiBs Mibits MBs Mbits GiBs Gibits GBs"
        " Gbits TiBs Tibits TBs Tbits PiBs Pibits PBs Pbits"
    ),
    "date": (
        "dateTimeAsIso dateTimeAsIsoNoDateIfToday dateTimeAsUS dateTimeAsUSNoDateIfToday"
        " dateTimeAsLocal dateTimeAsLocalNoDateIfToday dateTimeAsSystem dateTimeFromNow"
    ),
    "energy": (
        "watt kwatt megwatt gwatt mwatt Wm2 voltamp kvoltamp voltampreact kvoltampreact watth"
        " watthperkg kwatth kwattm amph kamph mamph joule ev amp kamp mamp volt kvolt mvolt dBm"
        " ohm kohm Mohm farad µfarad nfarad pfarad ffarad henry mhenry µhenry lumens"
    ),
    "flow": "flowgpm flowcms flowcfs flowcfm litreh flowlpm flowmlpm lux",
    "force": "forceNm forcekNm forceN forcekN",
    "hashes": "Hs KHs MHs GHs THs PHs EHs",
    "mass": "massmg massg masslb masskg masst",
    "length": "lengthmm lengthin lengthft lengthm lengthkm lengthmi",
    "pressure": (
        "pressurembar pressurebar pressurekbar pressurepa pressurehpa pressurekpa pressurehg"
        " pressurepsi"
    ),
    "radiation": (
        "radbq radci radgy radrad radsv radmsv radusv radrem radexpckg radr radsvh radmsvh radusvh"
    ),
    "rotation": "rotrpm rothz rotrads rotdegs",
    "temperature": "celsius fahrenheit kelvin",
    "time": (
        "hertz ns µs ms s m h d dtdurationms dtdurations dthms dtdhms timeticks clockms clocks"
    ),
    "throughput": "cps ops reqps rps wps iops cpm opm rpm wpm mps mpm",
    "velocity": "velocityms velocitykmh velocitymph velocityknot",
    "volume": "mlitre litre m3 Nm3 dm3 gallons",
    "truth": "bool bool_yes_no bool_on_off",
}
UNITS = frozenset(unit for names in CATEGORIES.values() for unit in names.split())
