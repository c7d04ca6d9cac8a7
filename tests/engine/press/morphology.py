"""Words that a search should bring together, and words that it should keep apart. Written by hand for this product."""

FR_SAME = [
    ("coopérative", "coopératives"), ("huile", "l'huile"), ("argan", "d'argan"), ("olivier", "oliviers"),
    ("exporter", "exportation"), ("agricole", "agricoles"), ("artisan", "artisanes"), ("produit", "produits"),
    ("régional", "régionale"), ("régional", "régionaux"), ("formation", "formations"),
    ("accompagner", "accompagnement"),
    ("commercialiser", "commercialisation"), ("adhérente", "adhérentes"), ("marché", "marchés"), ("rural", "rurale"),
    ("éleveur", "éleveurs"), ("apiculteur", "apiculteurs"), ("tapis", "Tapis"), ("élevage", "elevage"),
    ("journal", "journaux"), ("financer", "financement"),
]  # fmt: skip
FR_APART = [
    ("coopérative", "coopération"), ("marché", "marcher"), ("organe", "organisation"), ("miel", "mil"),
    ("date", "datte"), ("port", "porte"), ("poste", "poisson"), ("cours", "course"),
]  # fmt: skip
AR_SAME = [
    ("تعاونية", "تعاونيات"), ("تعاونية", "التعاونية"), ("التعاونيات", "وتعاونيات"), ("برنامج", "برامج"),
    ("إقليم", "الأقاليم"), ("سوق", "أسواق"), ("سوق", "بالأسواق"), ("فلاح", "الفلاحين"), ("منتوج", "المنتوجات"),
    ("أركان", "الأركان"), ("اركان", "أركان"), ("تنمية", "التنمية"), ("جهة", "الجهات"), ("مشروع", "مشاريع"),
    ("نساء", "النسائية"), ("مدينة", "المدن"), ("تكوين", "بتكوين"), ("زيت", "زيوت"), ("جمعية", "جمعيات"),
    ("دعم", "لدعم"), ("تسويق", "والتسويق"), ("معرض", "المعارض"),
]  # fmt: skip
AR_APART = [
    ("سوق", "سياق"), ("مدينة", "دين"), ("تعاونية", "معاناة"), ("عمل", "عميل"), ("حليب", "حلب"), ("كاتب", "مكتب"),
    ("قلب", "لقب"), ("بنك", "ركن"),
]  # fmt: skip
