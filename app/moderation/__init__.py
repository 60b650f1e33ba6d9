"""May it be shown to everybody? Words and photos of reports are judged by WeChat, and by a person where it cannot."""
