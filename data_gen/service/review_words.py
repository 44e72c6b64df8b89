"""The words of reviews: parts that honest ones are put together from, and whole texts that are passed around."""

from __future__ import annotations

# By what a review thinks of its product: bad, middling, good.
OPENINGS = {
    "bad": (
        "Disappointed.",
        "Not what I hoped for.",
        "Would not buy again.",
        "Sadly a let-down.",
        "Expected more.",
        "Poor.",
        "No, thank you.",
    ),
    "middling": ("It is all right.", "Mixed feelings.", "Does the job.", "Decent, no more.", "Fine for now.", "Neither good nor bad."),
    "good": ("Very happy.", "Lovely.", "Exactly as described.", "Better than expected.", "A good buy.", "Great find.", "Pleased with it."),
}
ABOUT_THE_PRODUCT = {
    "bad": (
        "It broke within weeks.",
        "The finish is rough.",
        "The colour is off.",
        "It feels flimsy.",
        "Smaller than it looks.",
        "One part was missing.",
    ),
    "middling": (
        "The material is fair.",
        "Some edges could be neater.",
        "The size is about right.",
        "It needs some care.",
        "The colour is a bit dull.",
    ),
    "good": (
        "Solid and well made.",
        "The colour is beautiful.",
        "It fits perfectly.",
        "The finish is neat.",
        "Works every day.",
        "Feels like more money.",
    ),
}
ABOUT_THE_DELIVERY = {
    True: ("It came days late.", "I waited far too long.", "Nobody told me it was delayed.", "The parcel took for ever."),
    False: (
        "Came on the promised day.",
        "Fast delivery.",
        "Well packed.",
        "The parcel was in good shape.",
        "No trouble with the delivery.",
    ),
}
CLOSINGS = {
    "bad": ("I sent it back.", "Two of my friends said the same.", "Save your money.", "Service was kind at least.", "Never again."),
    "middling": ("I will keep it.", "For the price it is fine.", "Perhaps another colour next time.", "Let us see how long it lasts."),
    "good": (
        "Will order again.",
        "My sister wants one too.",
        "Recommended.",
        "Thank you.",
        "Worth every cent.",
        "A present that was liked.",
    ),
}
BOUGHT = {
    5: (
        "Amazing product, best shop ever, five stars from my whole family!",
        "Perfect quality and super fast, everybody should order this now!",
        "I love it so much, bought three more for my friends, top seller!",
        "Best purchase of the year, highly recommended to everyone!",
    ),
    1: (
        "Terrible, fell apart at once, buy it somewhere else instead!",
        "Total waste of money, do not trust this product at all!",
        "Worst quality I have ever seen, stay away from this one!",
    ),
}
# Stock phrases that many honest buyers leave it at.
SHORT = {
    "bad": ("Not good.", "Do not buy.", "Not worth the money, I am afraid."),
    "middling": ("OK.", "Fine.", "Okay for the price, nothing special about it."),
    "good": ("All good.", "Great, thanks!", "Good quality, fast delivery, would buy again.", "Top."),
}
