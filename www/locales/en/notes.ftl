# Notes between roles.
notes-title = Notes
notes-lead = Notes between roles: they reach whoever has the role, also those who get it later.
notes-list = Notes
notes-box = Folder
notes-inbox = Inbox
notes-sent = Sent
notes-show = Show
notes-show-all = All
notes-show-unread = Unread
notes-show-important = Important
notes-to = to { $roles }
notes-somebody = Somebody
notes-important = Important
notes-important-hint = Stands out, and rings where people have switched that on.
notes-unread = Unread:
notes-read-by = { $n ->
    [0] Read by nobody yet
    [1] Read by 1 person
   *[other] Read by { $n } people
  }
notes-mark = Mark as read
notes-mark-of = Mark “{ $title }” as read
notes-empty = No note yet
notes-empty-lead = What colleagues write to your role appears here by itself.
notes-none-sent = Nothing sent yet
notes-none-sent-lead = Notes that you write are kept here, with who has read them.
notes-all-read = Everything is read
notes-none-important = Nothing important
notes-failed = The notes could not be loaded
notes-more = Show more
notes-thread = Note and answers
notes-choose = Choose a note
notes-choose-lead = J and K move through the list, N writes a new note, Escape goes back.
notes-back = Back to the notes
notes-unknown = There is no such note for you
notes-unknown-lead = It may be between others, or the address is wrong.
notes-thread-failed = The note could not be loaded
notes-count = { $n ->
    [1] 1 note
   *[other] { $n } notes
  }
notes-you = You
notes-new = New
notes-readers = Read by
notes-readers-none = Nobody has read it yet.
notes-re = Re: { $title }
notes-subject = Subject
notes-subject-missing = Say what it is about.
notes-recipients = To
notes-to-missing = Choose at least one role.
notes-to-nobody = to nobody yet
notes-to-change = Change
notes-body = Note
notes-body-missing = Write something first.
notes-send = Send
notes-sent-ok = Sent.
notes-answer = Your answer
notes-reply = Answer
notes-write = New note
problem-recipient_not_allowed = Your role may write to administrators only.
role-title-admin = Administrator
role-title-csm = Customer success manager
role-title-marketing_agent = Marketing agent
role-title-technical_agent = Technical agent
role-title-manager = Manager
role-title-supervisor = Supervisor
role-title-agent = Agent
role-title-accountant = Accountant
