"""Made-up newspapers: headlines, articles and aggregator pages in four languages. Nothing in them happened.

Everything follows from a seed, so that tests and benchmarks speak of the same texts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

PLACES = {
    "fr": [
        "Agadir",
        "Taroudannt",
        "Tiznit",
        "Essaouira",
        "Midelt",
        "Ouarzazate",
        "Zagora",
        "Azilal",
        "Taza",
        "Nador",
    ],
    "ar": [
        "أكادير",
        "تارودانت",
        "تيزنيت",
        "الصويرة",
        "ميدلت",
        "ورزازات",
        "زاكورة",
        "أزيلال",
        "تازة",
        "الناظور",
    ],
    "es": [
        "Agadir",
        "Taroudant",
        "Tiznit",
        "Esauira",
        "Midelt",
        "Uarzazat",
        "Zagora",
        "Azilal",
        "Taza",
        "Nador",
    ],
    "en": [
        "Agadir",
        "Taroudant",
        "Tiznit",
        "Essaouira",
        "Midelt",
        "Ouarzazate",
        "Zagora",
        "Azilal",
        "Taza",
        "Nador",
    ],
}
GOODS = {
    "fr": [
        "l'huile d'argan",
        "le safran",
        "le miel",
        "les dattes",
        "les tapis",
        "l'huile d'olive",
        "les amandes",
    ],
    "ar": ["زيت الأركان", "الزعفران", "العسل", "التمور", "الزرابي", "زيت الزيتون", "اللوز"],
    "es": [
        "el aceite de argán",
        "el azafrán",
        "la miel",
        "los dátiles",
        "las alfombras",
        "el aceite de oliva",
    ],
    "en": ["argan oil", "saffron", "honey", "dates", "carpets", "olive oil", "almonds"],
}
HEADLINES = {
    "fr": [
        "{n} coopératives de {place} préparent ensemble leur première exportation",
        "{place} : un salon régional met {good} à l'honneur",
        "Les prix montent, {good} se fait rare à {place}",
        "« Nous voulons vendre mieux », disent les productrices de {place}",
        "Sécheresse : {n} puits seront rouverts près de {place}",
        "Formation : {n} jeunes apprennent à vendre {good} sur Internet",
        "Le conseil communal de {place} vote un budget de {n} millions",
        "Qu'attend-on pour réparer la route de {place} ?",
        "{good} : la filière cherche de nouveaux marchés",
        "Une bibliothèque ouvre ses portes à {place} après {n} mois de travaux",
        "Trains : {n} voyageurs de plus chaque jour vers {place}",
        "L'hôpital de {place} reçoit {n} lits supplémentaires",
    ],
    "ar": [
        "{n} تعاونية بإقليم {place} تستعد لأول عملية تصدير",
        "معرض جهوي بمدينة {place} يحتفي بمنتوج {good}",
        "ارتفاع أسعار {good} في أسواق {place}",
        "نساء {place} يطالبن بتسويق أفضل لمنتوجاتهن",
        "الجفاف يدفع إلى حفر {n} بئرا قرب {place}",
        "تكوين {n} شابا في تسويق {good} عبر الإنترنت",
        "المجلس الجماعي لمدينة {place} يصادق على ميزانية السنة المقبلة",
        "متى يتم إصلاح الطريق المؤدية إلى {place}؟",
        "سلسلة {good} تبحث عن أسواق جديدة",
        "افتتاح مكتبة بمدينة {place} بعد {n} شهرا من الأشغال",
        "مستشفى {place} يتسلم {n} سريرا إضافيا",
    ],
    "es": [
        "{n} cooperativas de {place} preparan juntas su primera exportación",
        "Una feria regional en {place} celebra {good}",
        "Suben los precios y {good} escasea en {place}",
        "La sequía obliga a abrir {n} pozos cerca de {place}",
        "El ayuntamiento de {place} aprueba un presupuesto de {n} millones",
        "¿Cuándo se arreglará la carretera de {place}?",
        "El hospital de {place} recibe {n} camas nuevas",
    ],
    "en": [
        "{n} cooperatives in {place} prepare their first export together",
        "A regional fair in {place} celebrates {good}",
        "Prices rise as {good} becomes scarce in {place}",
        "Drought: {n} wells will be reopened near {place}",
        "The town council of {place} approves a budget of {n} million dirhams",
        "When will the road to {place} be repaired?",
        "The hospital in {place} receives {n} new beds",
    ],
}
SENTENCES = {
    "fr": [
        "La coopérative de {place} a réuni ses adhérentes pour parler de la campagne à venir.",
        "Selon la présidente, {good} représente la moitié des recettes de l'année.",
        "Les {n} familles concernées attendent encore l'ouverture du centre de collecte.",
        "Un accompagnement de deux ans est prévu, avec des visites chaque trimestre.",
        "Le transport reste cher : il faut plus de {n} kilomètres de piste pour rejoindre le marché.",
        "L'étiquetage, la comptabilité et la qualité seront les premiers sujets traités.",
        "« C'est long, mais nous y arriverons », assure une adhérente.",
        "Les résultats seront présentés à l'automne devant les partenaires de la province.",
    ],
    "ar": [
        "عقدت التعاونية بإقليم {place} لقاء مع منخرطاتها حول الموسم المقبل.",
        "وحسب الرئيسة فإن {good} يمثل نصف مداخيل السنة.",
        "وتنتظر {n} أسرة معنية افتتاح مركز التجميع.",
        "ومن المرتقب أن تستمر المواكبة سنتين مع زيارات كل ثلاثة أشهر.",
        "ويبقى النقل مكلفا بسبب بعد السوق بأكثر من {n} كيلومترا.",
        "وستكون المحاسبة والجودة والتعبئة أولى المواضيع المطروحة.",
        "وسيتم تقديم النتائج في فصل الخريف أمام الشركاء.",
    ],
    "es": [
        "La cooperativa de {place} reunió a sus socias para hablar de la próxima campaña.",
        "Según la presidenta, {good} representa la mitad de los ingresos del año.",
        "Las {n} familias esperan todavía la apertura del centro de recogida.",
        "El transporte sigue siendo caro y el mercado está lejos.",
    ],
    "en": [
        "The cooperative in {place} gathered its members to discuss the coming season.",
        "According to its chair, {good} makes up half of the year's income.",
        "The {n} families are still waiting for the collection centre to open.",
        "Transport remains expensive and the market is far away.",
    ],
}
PAPERS = {
    "fr": ["Le Courrier d'essai", "L'Écho du Sud 24", "Aujourd'hui l'Essai"],
    "ar": ["جريدة التجربة", "صدى الجنوب 24"],
    "es": ["El Correo de Prueba", "Diario 7"],
    "en": ["The Test Courier", "Daily Sample 24"],
}
NOTICE = {
    "fr": "Merci d'avoir signalé! Cette image sera automatiquement bloquée après "
    "qu'elle soit signalée par plusieurs personnes.",
    "ar": "شكرا على الإبلاغ! سيتم حجب هذه الصورة تلقائيا عندما يتم الإبلاغ عنها من طرف عدة أشخاص.",
    "es": "Gracias por informar! Esta imagen se bloqueará automáticamente cuando la señalen varias personas.",
    "en": "Thank you for reporting! This image will be automatically blocked after it is reported by several people.",
}
BYLINE = {
    "fr": "Publié dans {paper} le {day}",
    "ar": "نشر في {paper} يوم {day}",
    "es": "Publicado en {paper} el {day}",
    "en": "Published in {paper} on {day}",
}
CLOSING = {
    "fr": "Cliquez ici pour lire l'article depuis sa source.",
    "ar": "انقر هنا لقراءة الخبر من مصدره.",
    "es": "Haga clic aquí para leer el artículo desde su fuente.",
    "en": "Click here to read the article from its source.",
}


def _filled(template: str, lang: str, chance: random.Random) -> str:
    text = template.format(
        n=chance.randint(12, 98), place=chance.choice(PLACES[lang]), good=chance.choice(GOODS[lang])
    )
    return text[0].upper() + text[1:]


def headline(lang: str, chance: random.Random) -> str:
    return _filled(chance.choice(HEADLINES[lang]), lang, chance)


def headlines(lang: str, count: int, seed: int = 1) -> list[str]:
    chance = random.Random(f"{lang}{seed}")
    return [headline(lang, chance) for _ in range(count)]


def paragraph(lang: str, chance: random.Random, sentences: int = 4) -> str:
    return " ".join(_filled(chance.choice(SENTENCES[lang]), lang, chance) for _ in range(sentences))


@dataclass(frozen=True)
class MadePage:
    """What a page says, for comparing with what is read of it."""

    river: list[tuple[str, str]]  # text, language
    title: str
    paper: str
    published_on: date
    paragraphs: list[str]
    lang: str

    @property
    def day(self) -> str:
        return f"{self.published_on.day} - {self.published_on.month:02} - {self.published_on.year}"

    @property
    def lines(self) -> tuple[str, str, str]:
        return NOTICE[self.lang], BYLINE[self.lang].format(paper=self.paper, day=self.day), CLOSING[self.lang]

    def text(self, border: str = "    ", end: str = "\n") -> str:
        notice, byline, closing = self.lines
        river = border.join(text for text, _ in self.river)
        return end.join([river, notice, self.title, byline, *self.paragraphs, closing, ""])

    def html(self) -> str:
        notice, byline, closing = self.lines
        river = "".join(f'<li><a href="/{n}">{text}</a></li>' for n, (text, _) in enumerate(self.river))
        body = "".join(f"<p>{text}</p>" for text in self.paragraphs)
        return (
            f"<!DOCTYPE html><html lang={self.lang}><head><title>{self.title}</title><script>var x = '<p>';</script>"
            f'</head><body><nav><ul><li><a href="/">Toutes les rubriques</a></li></ul></nav><ul class="river">{river}'
            f'</ul><div id="image"><img src="/i.jpg"><div>{notice}</div></div>'
            f'<div class="article"><h1>{self.title}</h1>'
            f'<div class="by">{byline}</div><div class="body">{body}</div><p><a href="/source">{closing}</a></p></div>'
            f'<footer><p><a href="/legal">Mentions légales du site</a></p></footer></body></html>'
        )


def page(lang: str, seed: int, headlines: int = 48, paragraphs: int = 7) -> MadePage:
    chance = random.Random(f"page{lang}{seed}")
    languages = [
        chance.choices([lang, "fr", "ar", "es", "en"], [12, 1, 1, 1, 1])[0] for _ in range(headlines)
    ]
    return MadePage(
        river=[(headline(other, chance), other) for other in languages],
        title=headline(lang, chance),
        paper=chance.choice(PAPERS[lang]),
        published_on=date(2019, 1, 1) + timedelta(days=chance.randrange(2000)),
        paragraphs=[paragraph(lang, chance, chance.randint(1, 5)) for _ in range(paragraphs)],
        lang=lang,
    )


def newspaper_page(lang: str, seed: int) -> tuple[str, str]:
    """(HTML of a newspaper's own article page with menus, asides and comments, the text of its article)."""
    chance = random.Random(f"paper{lang}{seed}")
    title, paper = headline(lang, chance), chance.choice(PAPERS[lang])
    body = [paragraph(lang, chance, chance.randint(3, 6)) for _ in range(chance.randint(4, 9))]
    others = "".join(f'<li><a href="/{n}">{headline(lang, chance)}</a></li>' for n in range(12))
    menu = "".join(f'<li><a href="/s{n}">{word}</a></li>' for n, word in enumerate(GOODS[lang] * 2))
    comments = "".join(
        f"<div class=comment><b>A{n}</b><p>{headline(lang, chance)}</p></div>" for n in range(3)
    )
    day = (date(2024, 1, 1) + timedelta(days=chance.randrange(600))).isoformat()
    direction = ' dir="rtl"' if lang == "ar" else ""
    wrapped = "".join(f"<p>{text}</p>" for text in body)
    inner = (
        f"<article><header><h1>{title}</h1><p class=meta><time datetime={day}>{day}</time></p></header>"
        f"<figure><img src=/i.jpg><figcaption>Illustration</figcaption></figure>{wrapped}</article>"
        if seed % 2
        else f'<div id="main"><div class="title"><h1>{title}</h1></div><div class="entry-content">{wrapped}</div></div>'
    )
    html = (
        f'<!DOCTYPE html><html lang="{lang}"{direction}><head><meta charset="utf-8"><title>{title} | {paper}</title>'
        f'<meta property="og:title" content="{title}"><meta property="og:site_name" content="{paper}">'
        f'<meta property="article:published_time" content="{day}T09:00:00+01:00"></head><body><header><nav><ul>{menu}'
        f'</ul></nav></header>{inner}<aside class="sidebar"><ul>{others}</ul></aside><section id="comments">{comments}'
        f"</section><footer><p>© {paper}. {menu}</p></footer><script>window.x = 1;</script></body></html>"
    )
    return html, "\n".join(body)
